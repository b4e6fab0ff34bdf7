-- Whose ground a feature is: that of the township it names, else of every township it touches. One rule for pages, exports and the API.
create or replace function inventory.touches_townships(feature inventory.layer_feature, townships text[])
returns boolean language sql stable parallel safe as $$
    select case
        when feature.township_code is not null then feature.township_code = any (townships)
        else exists (select from inventory.township t where t.township_code = any (townships) and st_intersects(t.geom, feature.geom))
    end
$$;
