-- Years that the expected tonnes of a piece cover, and the one place that says so. Bare ground: the crediting period (reason 1). Planted ground (2): from the
-- accounting's first year or the start, whichever is later, to the last year of the crediting period. Null where nothing is expected.
create or replace function ccer.years_covered(p_reason smallint, p_start date, p_crediting_years integer, p_first_year integer)
returns integer language sql immutable parallel safe as $$
    select case p_reason
               when 1 then p_crediting_years
               when 2 then extract(year from p_start)::int + p_crediting_years - 1 - greatest(extract(year from p_start)::int, p_first_year)
           end
$$;
