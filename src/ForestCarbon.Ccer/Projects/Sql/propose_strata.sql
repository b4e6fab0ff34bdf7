insert into ccer.stratum (boundary_id, code, name, species_code, age_class_a, site_class, planted_year, set_by)
select @boundaryId, 'S' || lpad((row_number() over (order by k.species_code nulls last, k.planted_year nulls last, k.age_class_a nulls last, k.site_class nulls last))::text, greatest(2, length((count(*) over ())::text)), '0'),
       concat_ws(' ', coalesce(k.species_name, '树种未知'), case when k.planted_year is not null then k.planted_year || ' 年造林' when k.age_class_a is not null then k.age_class_a || '–' || (k.age_class_a + 4) || ' 年生' end,
                 case when k.site_class is not null then '立地 ' || k.site_class end),
       k.species_code, k.age_class_a, k.site_class, k.planted_year, @by
from (
    select distinct v.species_code, n.name_zh as species_name, (v.mean_age_a / 5 * 5)::smallint as age_class_a, v.site_class::smallint as site_class, extract(year from v.planted_on)::smallint as planted_year
    from ccer.project_parcel c
    join inventory.parcel_version_v v on v.parcel_version_id = c.parcel_version_id
    left join inventory.code_v n on n.list = 'species' and n.code = v.species_code
    where c.boundary_id = @boundaryId
      and (@townships::text[] is null or v.township_code = any(@townships))
) k
