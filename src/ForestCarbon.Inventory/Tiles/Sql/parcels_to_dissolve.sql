select coalesce(c.means, 'none') as species,
       coalesce(v.age_group::text, 'none') as age,
       coalesce(v.forest_category, 'none') as category,
       g.geom_3857
from inventory.parcel_version v
join inventory.parcel_shape g using (parcel_version_id)
left join inventory.code c on c.list = 'species' and c.code = left(v.species_code, 3)
where v.township_code = $1
  and case when $2::date is null then upper_inf(v.valid) else v.valid @> $2::date end
order by v.parcel_id;
