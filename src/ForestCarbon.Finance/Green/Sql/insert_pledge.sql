insert into finance.pledge (loan_id, kind, project_code, act_id, tonnes, years, what, registration_no, registered_on, until_on, file_sha256, is_demonstration)
values (@LoanId, @Kind, @ProjectCode, @ActId, @Tonnes, case when @FromYear::int is not null then int4range(@FromYear::int, @LastYear::int, '[]') end, @What, @RegistrationNo, @RegisteredOn,
        @UntilOn, @Sha256, @IsDemonstration)
returning pledge_id
