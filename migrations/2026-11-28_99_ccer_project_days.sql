-- A crediting period runs 20 to 40 years and its trees live for centuries at most: a later day is a slip of the hand, and the calendar itself ends in 9999.
alter table ccer.project add constraint project_days_believed
    check (greatest(start_date, crediting_from, crediting_to, lifetime_to) < date '2500-01-01' and least(start_date, crediting_from, crediting_to, lifetime_to) >= date '1900-01-01');
