insert into ccer.reversal_case (claim_id, project_id, layer, feature_id, feature_code, feature_name, happened_on, area_m2, risk_t, township_codes, deadline)
values (@ClaimId, @ProjectId, @Layer, @FeatureId, @FeatureCode, @FeatureName, @HappenedOn, @areaM2, @risk, @townships, @deadline)
on conflict (claim_id, layer, feature_id) do nothing
returning case_id
