insert into ccer.claim (scheme, exclusion_group, code, name, state, period, provisional_until, holder, source, file_sha256, registered_on, registered_by, is_demonstration)
select @Scheme, (select s.exclusion_group from ccer.scheme s where s.scheme = @Scheme), @Code, @Name, @state, daterange(@From, @To, '[]'),
       @provisionalUntil, @Holder, @Source, @FileSha256, @registeredOn, @by, @IsDemonstration
returning claim_id
