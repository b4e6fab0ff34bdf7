update platform.account
set user_name = @UserName, normalized_name = @NormalizedName, display_name = @DisplayName, password_hash = @PasswordHash,
    security_stamp = @SecurityStamp, roles = @Roles, townships = @Townships, language = @Language, area_unit = @AreaUnit,
    theme = @Theme, failed_count = @FailedCount, locked_until = @LockedUntil
where account_id = @AccountId;
