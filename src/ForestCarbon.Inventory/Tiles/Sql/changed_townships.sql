-- Townships whose parcels on a past day are not those of now; all of them where the overview of now is not of the newest data.
select t.township_code
from inventory.township t
where not exists (select from inventory.overview o where o.generation = @generation)
   or exists (select from inventory.parcel_version v
              where v.township_code = t.township_code and (v.valid @> @asOf::date) <> upper_inf(v.valid))
order by t.township_code
