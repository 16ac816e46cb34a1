// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/failuresource.h"

#include <QPromise>

#include <memory>
#include <vector>

//! A source whose answers come when the test says so, in any order.
class FakeSource : public models::FailureSource
{
public:
    using Page = core::Result<db::FailurePage>;
    using Rows = core::Result<std::vector<db::FailureRow>>;
    using Counts = core::Result<db::FailureCounts>;

    struct PageCall
    {
        db::FailurePageRequest request;
        std::shared_ptr<QPromise<Page>> promise;
    };
    struct RowsCall
    {
        QStringList ids;
        std::shared_ptr<QPromise<Rows>> promise;
    };

    QFuture<Page> failures(const db::FailurePageRequest &request) override
    {
        pages.push_back({request, std::make_shared<QPromise<Page>>()});
        pages.back().promise->start();
        return pages.back().promise->future();
    }
    QFuture<Rows> failuresById(const QStringList &vehicleIds) override
    {
        rows.push_back({vehicleIds, std::make_shared<QPromise<Rows>>()});
        rows.back().promise->start();
        return rows.back().promise->future();
    }
    QFuture<Counts> counts(const core::Filter &) override
    {
        QPromise<Counts> promise;
        promise.start();
        promise.addResult(Counts(db::FailureCounts()));
        promise.finish();
        return promise.future();
    }

    void answer(size_t call, const Page &page)
    {
        pages[call].promise->addResult(page);
        pages[call].promise->finish();
    }
    void answerRows(size_t call, const Rows &answer)
    {
        rows[call].promise->addResult(answer);
        rows[call].promise->finish();
    }

    std::vector<PageCall> pages;
    std::vector<RowsCall> rows;
};

inline db::FailureRow vehicleRow(const QString &id, int stored = 38, int expected = 42)
{
    db::FailureRow row;
    row.vehicleId = id;
    row.year = 1990;
    row.make = QStringLiteral("Porsche");
    row.model = QStringLiteral("911 ") + id;
    row.discoveryUrl = QStringLiteral("https://bringatrailer.com/listing/") + id;
    row.failureTypes = core::FailureType::PartialImages;
    row.expectedCount = expected;
    row.storedCount = stored;
    row.missingCount = expected - stored;
    row.lastCause = core::Cause::Timeout;
    row.lastStep = core::Step::BackfillImages;
    row.attempts = 2;
    return row;
}

inline db::FailurePage pageOf(const QStringList &ids, const QString &next = {})
{
    db::FailurePage page;
    for (const QString &id : ids)
        page.rows.push_back(vehicleRow(id));
    page.next = next;
    return page;
}
