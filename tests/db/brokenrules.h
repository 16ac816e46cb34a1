// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dbfixture.h"

namespace dbtest {

using namespace Qt::StringLiterals;

inline const QString kWrongCounts =
    u"SELECT b.id FROM counted_batches b WHERE NOT ((planned, unreleased_items, queued_items, "
    u"retrying_items, "
    "succeeded_items, skipped_items, failed_items, cancelled_items, images_requested, images_stored, "
    "images_skipped, images_failed) = (SELECT count(*), count(CASE state WHEN 'planned' THEN "
    "1 END), "
    "count(CASE state WHEN 'queued' THEN 1 END), count(CASE state WHEN 'retrying' THEN 1 END), "
    "count(CASE state WHEN 'succeeded' THEN 1 END), count(CASE state WHEN 'skipped' THEN 1 END), "
    "count(CASE state WHEN 'failed' THEN 1 END), count(CASE state WHEN 'cancelled' THEN 1 END), "
    "coalesce(sum(i.images_requested), 0), coalesce(sum(i.images_stored), 0), "
    "coalesce(sum(i.images_skipped), 0), coalesce(sum(i.images_failed), 0) "
    "FROM retry_batch_items i WHERE i.batch_id = b.id))"_s;

//! Each row names what does not hold.
inline const QStringList kBroken{
    kWrongCounts,
    u"SELECT 'no member of an active row', q.id FROM scrape_retry_queue q LEFT JOIN retry_batch_items i "
    "ON i.batch_id = q.batch_id AND i.vehicle_id = q.vehicle_id AND i.step_name = q.step_name "
    "WHERE q.batch_id IS NOT NULL AND q.status IN ('pending', 'running') "
    "AND i.state IS DISTINCT FROM CASE WHEN q.cause IS NULL THEN 'queued' ELSE 'retrying' END"_s,
    u"SELECT 'an active member without a row', i.vehicle_id FROM retry_batch_items i "
    "WHERE i.state IN ('queued', 'retrying') AND NOT EXISTS (SELECT 1 FROM scrape_retry_queue q "
    "WHERE q.batch_id = i.batch_id AND q.vehicle_id = i.vehicle_id AND q.step_name = i.step_name "
    "AND q.status IN ('pending', 'running'))"_s,
    u"SELECT 'a batch that is done has work', id FROM counted_batches "
    "WHERE state = 'done' AND unreleased_items + queued_items + retrying_items > 0"_s,
    u"SELECT 'a cancelled batch has waiting work', q.id FROM scrape_retry_queue q JOIN retry_batches b "
    "ON b.id = q.batch_id WHERE b.state = 'cancelled' AND q.status = 'pending'"_s,
    u"SELECT 'parked without its reason, or not parked with one', q.id, q.parked FROM scrape_retry_queue q "
    "WHERE q.status = 'pending' AND q.parked <> "
    "CASE WHEN EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = q.batch_id AND b.state = 'paused') "
    "THEN 1 ELSE 0 END + CASE WHEN EXISTS (SELECT 1 FROM cause_rules r WHERE r.fingerprint = q.fingerprint "
    "AND r.action = 'ignore') THEN 2 ELSE 0 END + CASE WHEN q.cause IS NOT NULL AND EXISTS (SELECT 1 FROM "
    "workspace_settings WHERE key = 'sweep.enabled' AND value = '0') THEN 4 ELSE 0 END"_s,
    u"SELECT 'blocked by nothing, or not blocked', q.id, q.blocked FROM scrape_retry_queue q "
    "JOIN vehicle_scrape_state s ON s.vehicle_id = q.vehicle_id WHERE q.status = 'pending' AND (q.blocked <> "
    "0) "
    "<> EXISTS (SELECT 1 FROM scrape_retry_queue p WHERE p.vehicle_id = q.vehicle_id "
    "AND p.status IN ('pending', 'running') AND CASE p.step_name "
    "WHEN 'fetch_listing' THEN q.step_name LIKE 'extract%' OR (q.step_name = 'backfill_images' AND "
    "s.missing_count = 0) "
    "WHEN 'extract_images' THEN q.step_name = 'backfill_images' AND s.missing_count = 0 END)"_s,
    u"SELECT 'an ended row is parked', id FROM scrape_retry_queue WHERE status <> 'pending' AND parked <> 0"_s,
};

inline QStringList broken(TestWorkspace &workspace)
{
    QStringList all;
    for (const QString &sql : kBroken)
        all += workspace.rows(sql);
    return all;
}

} // namespace dbtest
