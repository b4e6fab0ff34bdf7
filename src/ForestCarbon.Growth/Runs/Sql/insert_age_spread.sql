insert into growth.run_age_spread (run_id, township_code, year, parcels, variance_kg2)
select @RunId, @township, (@firstYear + s.n - 1)::smallint, @Parcels, s.variance_kg2
from unnest(@variances::numeric[]) with ordinality as s (variance_kg2, n);
