insert into ccer.parameter (methodology_id, param_key, species, value, unit, name_zh, name_en, used_by, source, mark, effective_from, effective_to, entered_by)
values (@MethodologyId, @ParamKey, @Species, @Value::numeric, @Unit, @NameZh, @NameEn, @UsedBy, @Source, @Mark, @EffectiveFrom::date, @EffectiveTo::date, @by)
returning parameter_id
