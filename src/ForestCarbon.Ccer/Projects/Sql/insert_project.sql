insert into ccer.project (code, name, methodology_id, township_codes, start_date, crediting_from, crediting_to, lifetime_to, note, opened_on, opened_by, is_demonstration)
values (@Code, @Name, @MethodologyId, @townships, @StartDate, @CreditingFrom, @CreditingTo, @LifetimeTo, @Note, @openedOn, @by, @IsDemonstration)
returning project_id
