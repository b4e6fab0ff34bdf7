-- The line of the county sink table a parcel of a run stands under. One rule for the table and for the list of parcels behind each of its figures.
create or replace function growth.sink_line_of(status text, land_class text, reason_name text)
returns text language sql immutable parallel safe as $$
    select case status
        when 'accounted' then case when land_class = '0111' then 'tree_forest' else 'other_trees' end
        when 'not_accounted' then case
            when land_class = '0131' then 'special_shrub'
            when land_class = '0113' or reason_name = 'bamboo' then 'bamboo'
            else 'not_accounted' end
        else status
    end
$$;
