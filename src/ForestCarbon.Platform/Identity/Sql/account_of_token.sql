select a.account_id, a.user_name, a.normalized_name, a.display_name, a.password_hash, a.security_stamp, a.roles, a.townships, a.is_demo,
       a.language, a.area_unit, a.theme, a.failed_count, a.locked_until
from platform.access_token t
join platform.account a using (account_id)
where t.token_hash = @hash
  and t.revoked_at is null
  and t.expires_at > now()
  and (a.locked_until is null or a.locked_until < now());
