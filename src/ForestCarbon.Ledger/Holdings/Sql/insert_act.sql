insert into ledger.act (key, kind, holder, to_holder, from_state, to_state, tonnes, effective_on, note, beneficiary, method, price_fen, fee_fen,
                        project, vintage, batch, methodology_version, claim, serial_prefix, first_serial, verified_t, applied_t, verification_report,
                        entry_id, report_sha256)
values (@Key, @Kind, @Holder, @ToHolder, @FromState, @ToState, @Tonnes, @EffectiveOn, @Note, @Beneficiary, @Method, @PriceFen, @FeeFen,
        @Project, @Vintage, @Batch, @MethodologyVersion, @Claim, @SerialPrefix, @FirstSerial, @VerifiedT, @AppliedT, @VerificationReport, @EntryId, @ReportSha256)
returning act_id
