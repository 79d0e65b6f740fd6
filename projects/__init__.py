"""What an outpost plans and holds: occasions, catalog, resources, activities … small apps, each with its own rooms."""
