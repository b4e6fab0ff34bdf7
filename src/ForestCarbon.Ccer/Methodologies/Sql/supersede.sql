-- The old row points to its heir before the heir is written: only one row of a parameter holds at any day.
with old as (
    update ccer.parameter p
    set superseded_by = nextval('ccer.parameter_parameter_id_seq')
    where p.parameter_id = @ParameterId
    returning p.superseded_by, p.methodology_id, p.param_key, p.species
)
insert into ccer.parameter (parameter_id, methodology_id, param_key, species, value, unit, name_zh, name_en, used_by, source, mark,
                            effective_from, effective_to, entered_by)
select o.superseded_by, o.methodology_id, o.param_key, o.species, @Value::numeric, @Unit, @NameZh, @NameEn, @UsedBy, @Source, @Mark,
       @EffectiveFrom::date, @EffectiveTo::date, @by
from old o
returning parameter_id
