select count(*) as parcels,
       sum(v.ellipsoidal_area_m2) as ellipsoidal_area_m2,
       sum(v.registered_area_ha) as registered_area_ha
from inventory.parcel_version v
join inventory.township t using (township_code)
left join inventory.village w using (village_code)
left join inventory.code s on s.list = 'species' and s.code = left(v.species_code, 3)
where case when @AsOf::date is null then upper_inf(v.valid) else v.valid @> @AsOf::date end
  and (@townships::text[] is null or v.township_code = any(@townships))
  and (@words::text is null or v.code like @words or t.name_zh ilike @words or t.name_en ilike @words
       or w.name_zh ilike @words or w.name_en ilike @words)
  and (@Township::text is null or v.township_code = @Township)
  and (@SpeciesGroup::text is null or coalesce(s.means, 'none') = @SpeciesGroup)
  and (@AgeGroup::text is null or coalesce(v.age_group::text, 'none') = @AgeGroup)
  and (@Category::text is null or coalesce(v.forest_category, 'none') = @Category)
  and (@LandClass::text is null or v.land_class = @LandClass);
