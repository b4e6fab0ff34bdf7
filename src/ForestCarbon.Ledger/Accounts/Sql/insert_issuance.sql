insert into ledger.issuance (asset_id, project, batch, vintage, methodology_version, claim, flags, serial_prefix, is_internal, serials, record_id)
values (@AssetId, @Project, @Batch, @Vintage, @MethodologyVersion, @Claim, @Flags::jsonb, @SerialPrefix, @IsInternal,
        int8range(@First, @Last, '[]'), @RecordId)
returning issuance_id
