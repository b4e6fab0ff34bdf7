-- Events of an import that was undone are gone from their layer: nothing else removes one.
update ccer.reversal_case k
set outcome = 'import-undone', reason = @reason, closed_on = @today, closed_by = @by
where k.outcome is null
  and not exists (select from inventory.layer_feature_v f where f.layer = k.layer and f.feature_id = k.feature_id)
