"""What every program's path shares: its doors, its fields, its pages, its errors, and how the schema tells of them."""
