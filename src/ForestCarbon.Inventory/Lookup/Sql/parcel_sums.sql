-- Names are asked for in lists of their own, so that a sum over the county joins nothing.
select count(*) as parcels,
       sum(v.ellipsoidal_area_m2) as ellipsoidal_area_m2,
       sum(v.registered_area_ha) as registered_area_ha
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
  and (@LandClass::text is null or v.land_class = @LandClass);
