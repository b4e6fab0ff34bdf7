-- True where the parcels that a run read stand no more: an import of parcels that was accepted up to its generation was taken back later.
-- The run stays in the list; pages show the newest run that was not. In plpgsql, because the view it reads is made after this function.
create or replace function growth.is_taken_back(of_generation bigint)
returns boolean language plpgsql stable as $$
begin
    return exists (
        select from inventory.data_generation_v g
        where g.generation > of_generation and g.takes_back <= of_generation and coalesce(g.takes_back_layer, 'forest-land') = 'forest-land');
end
$$;
