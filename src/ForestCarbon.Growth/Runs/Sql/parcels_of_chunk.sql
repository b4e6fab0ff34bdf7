copy (
    -- The driver wants COPY first. What stood on the day in the generation the run began with: without what imports accepted since have
    -- opened, with what they have closed.
    with later as materialized (
        select coalesce(array_agg(i.import_id), '{}') as imports
        from inventory.import_v i
        where i.generation > current_setting('forestcarbon.generation')::bigint
    )
    select v.parcel_id, v.parcel_version_id, v.ellipsoidal_area_m2, v.land_class, v.forest_purpose, v.species_code, v.origin,
           v.age_group, v.mean_age_a, v.volume_m3_per_ha, v.site_class, v.forest_category, v.programme,
           lower(v.valid) as valid_from
    from inventory.parcel_version_v v
    where v.township_code = current_setting('forestcarbon.township')
      and v.parcel_id between current_setting('forestcarbon.first_parcel')::bigint and current_setting('forestcarbon.last_parcel')::bigint
      and (v.valid @> current_setting('forestcarbon.as_of')::date
           or (v.closed_by = any ((select l.imports from later l)::bigint[]) and lower(v.valid) <= current_setting('forestcarbon.as_of')::date))
      and (v.opened_by = any ((select l.imports from later l)::bigint[])) is not true
    order by v.parcel_id
) to stdout (format binary)
