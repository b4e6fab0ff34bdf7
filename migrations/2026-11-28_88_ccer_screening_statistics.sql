-- Between the pieces and their plots the planner joins and filters by these columns only. Outlines, histories and lists cost the most to look at
-- and are looked at when the screening is closed.
create or replace function ccer.analyze_screening_partition(run bigint) returns void
language plpgsql security definer set search_path = ccer, public, pg_temp as $$
begin
    execute format('analyze %s (parcel_id, piece, parcel_version_id, verdict, is_planted)', platform.run_partition('ccer.screening_piece', run));
end $$;
