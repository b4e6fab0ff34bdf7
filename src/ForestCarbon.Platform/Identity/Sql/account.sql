select account_id, user_name, normalized_name, display_name, password_hash, security_stamp, roles, townships, is_demo,
       language, area_unit, theme, failed_count, locked_until
from platform.account
where (@accountId::uuid is null or account_id = @accountId)
  and (@normalizedName::text is null or normalized_name = @normalizedName)
order by user_name;
