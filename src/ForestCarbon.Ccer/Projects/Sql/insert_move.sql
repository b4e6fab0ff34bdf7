insert into ccer.project_move (project_id, tranche_id, machine, to_state, moved_on, decision, documents, due_on, tonnes, registry_number, moved_by, period_kind)
values (@projectId, @trancheId, case when @trancheId::bigint is null then 'project' else 'tranche' end, @to, @on, @decision, @documents, @due, @tonnes, @number, @by, @period)
returning move_id
