select st_length(st_setsrid(st_makeline(st_makepoint(p.longitude, p.latitude) order by p.n), 4490)::geography)
from unnest(@longitudes::float8[], @latitudes::float8[]) with ordinality as p (longitude, latitude, n);
