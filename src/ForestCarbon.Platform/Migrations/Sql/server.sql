-- What a server must have before the first script: version, encoding, and the extensions that are not to be had.
select current_setting('server_version_num')::int / 10000 as major,
       getdatabaseencoding() as encoding,
       coalesce(string_agg(wanted, '、' order by wanted) filter (where a.name is null), '') as missing
from unnest(array['btree_gist', 'postgis']) as wanted
left join pg_available_extensions a on a.name = wanted;
