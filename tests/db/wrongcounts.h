// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace dbtest {

//! The batches whose counters are not what their members say.
inline const QString kWrongCounts = QStringLiteral(
    "SELECT b.id FROM counted_batches b WHERE NOT ((planned, unreleased_items, queued_items, "
    "retrying_items, "
    "succeeded_items, skipped_items, failed_items, cancelled_items, images_requested, images_stored, "
    "images_skipped, images_failed) = (SELECT count(*), count(CASE state WHEN 'planned' THEN "
    "1 END), "
    "count(CASE state WHEN 'queued' THEN 1 END), count(CASE state WHEN 'retrying' THEN 1 END), "
    "count(CASE state WHEN 'succeeded' THEN 1 END), count(CASE state WHEN 'skipped' THEN 1 END), "
    "count(CASE state WHEN 'failed' THEN 1 END), count(CASE state WHEN 'cancelled' THEN 1 END), "
    "coalesce(sum(i.images_requested), 0), coalesce(sum(i.images_stored), 0), "
    "coalesce(sum(i.images_skipped), 0), coalesce(sum(i.images_failed), 0) "
    "FROM retry_batch_items i WHERE i.batch_id = b.id))");

} // namespace dbtest
