-- The page is cut first, by the index of the open codes, and the names are looked up for its rows only. Codes are digits: every collation
-- orders them alike.
with found as (
    select v.parcel_id, v.code, v.township_code, v.village_code, v.subcompartment, v.land_class, v.species_code, v.age_group, v.mean_age_a,
           v.ellipsoidal_area_m2, v.registered_area_ha, v.volume_m3_per_ha
    from inventory.parcel_version v
    where case when @AsOf::date is null then upper_inf(v.valid) else v.valid @> @AsOf::date end
      and (@townships::text[] is null or v.township_code = any(@townships))
      and (@words::text is null or v.code like @words
           or v.township_code in (select t.township_code from inventory.township t where t.name_zh ilike @words or t.name_en ilike @words)
           or v.village_code in (select w.village_code from inventory.village w where w.name_zh ilike @words or w.name_en ilike @words))
      and (@Township::text is null or v.township_code = @Township)
      and (@SpeciesGroup::text is null
           or case
                  when @SpeciesGroup = 'none' then not exists (select from inventory.code s where s.list = 'species' and s.code = left(v.species_code, 3) and s.means is not null)
                  else left(v.species_code, 3) in (select s.code from inventory.code s where s.list = 'species' and s.means = @SpeciesGroup)
              end)
      and (@AgeGroup::text is null or coalesce(v.age_group::text, 'none') = @AgeGroup)
      and (@Category::text is null or coalesce(v.forest_category, 'none') = @Category)
      and (@LandClass::text is null or v.land_class = @LandClass)
    order by v.code
    limit @take offset @skip
)
select f.parcel_id, f.code, coalesce(t.name_zh, f.township_code) as township_zh, coalesce(t.name_en, f.township_code) as township_en, w.name_zh as village_zh, w.name_en as village_en,
       f.subcompartment, coalesce(l.name_zh, f.land_class) as land_class_zh, coalesce(l.name_en, f.land_class) as land_class_en,
       coalesce(s.name_zh, f.species_code) as species_zh, coalesce(s.name_en, f.species_code) as species_en, coalesce(s.means, 'none') as species_group,
       a.name_zh as age_group_zh, a.name_en as age_group_en, f.mean_age_a, f.ellipsoidal_area_m2, f.registered_area_ha, f.volume_m3_per_ha
from found f
left join inventory.township t using (township_code)
left join inventory.village w using (village_code)
left join inventory.code l on l.list = 'land-class' and l.code = f.land_class
left join inventory.code s on s.list = 'species' and s.code = left(f.species_code, 3)
left join inventory.code a on a.list = 'age-group' and a.code = f.age_group::text
order by f.code;
