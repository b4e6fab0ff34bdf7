-- The old row points to its heir before the heir is written: only one row of a parameter may be current at any moment.
with old as (
    update ccer.parameter p
    set superseded_by = nextval('ccer.parameter_parameter_id_seq')
    where p.parameter_id = @parameterId
    returning p.*
)
insert into ccer.parameter (parameter_id, methodology_id, param_key, species, value, unit, name_zh, name_en, used_by, source, mark,
                            effective_from, effective_to, entered_by)
select o.superseded_by, o.methodology_id, o.param_key, o.species, @value, o.unit, o.name_zh, o.name_en, o.used_by, @source, o.mark,
       o.effective_from, o.effective_to, @by
from old o
returning parameter_id
