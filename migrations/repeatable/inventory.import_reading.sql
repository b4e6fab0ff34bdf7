-- A row of a file as a version of a parcel: what the file has replaces, what it has no field for stays as stored, so that a
-- file of few fields loses nothing. Where no field says whether the ground is forest land, the stored answer stays as long as
-- the land class does; else 01xx and 163x are forest land (fact sheet §9.4). What no column takes is added to what was kept before.
create or replace function inventory.parcel_as_read(mapped jsonb, area_m2 numeric, stored inventory.parcel_version)
returns inventory.parcel_version language sql stable as $$
    select jsonb_populate_record(stored,
        jsonb_build_object(
            'is_on_forest_land', coalesce(case when stored.land_class = coalesce(mapped ->> 'land_class', stored.land_class) then stored.is_on_forest_land end,
                                          mapped ->> 'land_class' like '01%' or mapped ->> 'land_class' like '16%'),
            'registered_area_inferred', coalesce(stored.registered_area_inferred, false))
        || mapped
        || jsonb_build_object('ellipsoidal_area_m2', area_m2)
        || case when mapped ? 'other' then jsonb_build_object('other', coalesce(stored.other, '{}') || (mapped -> 'other')) else '{}' end
        -- A file that repeats an inferred registered area (推算), or leaves it empty, enters no document: figure and mark stay (definitions.md §1).
        || case when stored.registered_area_inferred
                     and coalesce((mapped ->> 'registered_area_ha')::numeric, stored.registered_area_ha) = stored.registered_area_ha
                then jsonb_build_object('registered_area_inferred', true, 'registered_area_ha', stored.registered_area_ha)
                else '{}' end)
$$;

create or replace function inventory.feature_as_read(mapped jsonb, area_m2 numeric, stored inventory.layer_feature)
returns inventory.layer_feature language sql stable as $$
    select jsonb_populate_record(stored,
        mapped || jsonb_build_object('ellipsoidal_area_m2', area_m2,
                                     'name', coalesce(mapped ->> 'name', stored.name, mapped ->> 'code'),
                                     'attributes', coalesce(stored.attributes, '{}') || coalesce(mapped -> 'attributes', '{}')))
$$;

-- True where every corner of either outline lies within 1 mm of the other and both have as many: 9e-9 degrees are 1.0 mm along a meridian and
-- less across it. A corner more is another outline, because a neighbour may hang on it.
create or replace function inventory.is_within_a_millimetre(a geometry, b geometry)
returns boolean language sql immutable parallel safe as $$
    select st_npoints(a) = st_npoints(b) and st_hausdorffdistance(a, b) < 9e-9
$$;

-- True where both are drawn by the same corners in the same order round, wherever a ring starts, however it is wound, and whether one shape is
-- written as one or as one of many: no difference at all.
create or replace function inventory.is_same_outline(a geometry, b geometry)
returns boolean language sql immutable parallel safe as $$
    select st_asbinary(a) = st_asbinary(b) or st_asbinary(st_normalize(st_multi(a))) = st_asbinary(st_normalize(st_multi(b)))
$$;

-- True where both are the same but for question marks in the one that stand where the other has characters beyond ASCII: they were lost when the
-- file was written, and nobody changed the value.
create or replace function inventory.is_lost_text(given text, stored text)
returns boolean language sql immutable parallel safe as $$
    select length(given) = length(stored) and given <> stored
       and not exists (select from unnest(string_to_array(given, null), string_to_array(stored, null)) as c (g, s) where c.g <> c.s and not (c.g = '?' and ascii(c.s) > 127))
$$;
