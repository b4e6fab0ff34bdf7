insert into platform.account (account_id, user_name, normalized_name, display_name, password_hash, security_stamp, roles, townships,
                              is_demo, language, area_unit, theme, failed_count, locked_until)
values (@AccountId, @UserName, @NormalizedName, @DisplayName, @PasswordHash, @SecurityStamp, @Roles, @Townships,
        @IsDemo, @Language, @AreaUnit, @Theme, @FailedCount, @LockedUntil);
