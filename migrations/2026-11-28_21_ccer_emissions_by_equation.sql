-- An emission that follows from an equation keeps the equation and its inputs, so that the figure explains itself: the sheet and its workbook compute it anew.
alter table ccer.project_input
    add column terms jsonb,
    add constraint project_input_terms check (
        terms is null
        or (input = 'emission' and (year is not null or tranche_id is not null) and case when jsonb_typeof(terms) = 'array' then jsonb_array_length(terms) > 0 else false end));
comment on column ccer.project_input.terms is 'what the figure is the sum of: [{"equation": key, "inputs": {key: number}}]; null: it was entered as it is';
