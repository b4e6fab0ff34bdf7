insert into finance.protection_contract (contract_no, kind, fund_group, grade, tenure, township_code, village_code, village_name, holder_id, ranger_id, years, paid_years, contract_mu,
                                         file_sha256, is_demonstration, supersedes, accepted_because)
values (@ContractNo, @Kind, @FundGroup, @Grade, @Tenure, @TownshipCode, @VillageCode, @VillageName, @Holder, @Ranger, int4range(@FirstYear, @LastYear, '[]'),
        int4range(@FirstYear, @LastYear, '[]'), @ContractMu, @Sha256, @isDemonstration, @supersedes, @accepted)
returning contract_id
