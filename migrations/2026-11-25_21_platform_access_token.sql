-- Programs (GDAL, QGIS, scripts) sign in with a token of an account: the same roles, the same townships. Only its hash is stored.
create table platform.access_token (
    token_hash bytea       not null constraint access_token_pk primary key constraint access_token_hash_length check (octet_length(token_hash) = 32),
    account_id uuid        not null constraint access_token_account_fk references platform.account,
    purpose    text        not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index access_token_by_account on platform.access_token (account_id);
call platform.put_behind_the_door('platform.access_token', 'audited');
