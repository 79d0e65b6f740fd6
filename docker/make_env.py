"""Print a fresh `.env` for docker compose: new keys and passwords, and what the place must fill in."""

import base64
import secrets

print(f"""\
SECRET_KEY={secrets.token_urlsafe(50)}
CIV_FIELD_KEY={base64.b64encode(secrets.token_bytes(32)).decode()}
CIV_LOOKUP_KEY={secrets.token_urlsafe(32)}
POSTGRES_PASSWORD={secrets.token_hex(24)}
CIV_OWNER_PASSWORD={secrets.token_hex(24)}
CIV_APP_PASSWORD={secrets.token_hex(24)}
CIV_HOSTS=
CIV_TLS=1
CIV_DEMO=0""")
