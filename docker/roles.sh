#!/bin/bash
# Run once by the postgres image on an empty volume: the owner migrates, the app role works and owns nothing.
set -euo pipefail

psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d template1 \
  -v owner_password="$CIV_OWNER_PASSWORD" -v app_password="$CIV_APP_PASSWORD" <<'SQL'
CREATE ROLE civ_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE civ_app LOGIN PASSWORD :'app_password';
GRANT civ_app TO civ_owner;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE DATABASE civ OWNER civ_owner;
SQL
