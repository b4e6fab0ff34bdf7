update inventory.import set feature_count = @features where import_id = @importId
