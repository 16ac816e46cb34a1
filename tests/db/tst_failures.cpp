// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "failuredata.h"

#include "core/clock.h"
#include "db/vehiclequery.h"

#include <QJsonArray>
#include <QTest>

#include <limits>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::Cause;
using core::FailureType;
using core::Filter;
using core::Step;
using db::FailurePageRequest;
using db::FailureQuery;
using db::FailureRow;
using db::FailureSort;

namespace {

//! The value a list is sorted by, as text that compares as the database compares.
QString sortKey(const FailureRow &row, FailureSort sort)
{
    const auto number = [](int value) { return QString::number(value).rightJustified(8, u'0'); };
    switch (sort) {
    case FailureSort::CreatedAt:
        return core::toTimeText(row.createdAt);
    case FailureSort::Vehicle:
        return row.make; // compared without case below
    case FailureSort::Missing:
        return number(row.failureTypes.toInt());
    case FailureSort::Images:
        return number(row.missingCount);
    case FailureSort::LastCause:
        return row.lastCause ? QString(core::causeName(*row.lastCause)) : QString();
    case FailureSort::Attempts:
        return number(row.attempts);
    case FailureSort::NextRetry:
        return row.nextRetryAt.isValid() ? core::toTimeText(row.nextRetryAt) : QString();
    }
    Q_UNREACHABLE();
}

} // namespace

Q_DECLARE_METATYPE(FailureSort)

class TestFailures : public QObject
{
    Q_OBJECT

private slots:
    void pagesHoldEveryRowOnce_data();
    void pagesHoldEveryRowOnce();
    void rowsThatLeaveBetweenPagesTakeNoOthersAlong();
    void limits_data();
    void limits();
    void nonsenseCursorsAreUsageErrors_data();
    void nonsenseCursorsAreUsageErrors();
    void rowsByIdKeepTheOrderAsked();
    void rowsShowWhatIsKnown();
    void candidatesAreAllStepsOfEachVehicle();
    void candidatesByIdIncludeCompleteOnes();
    void detailsHoldAllOfAVehicle();
    void detailsOfAnUnknownVehicle();
    void anErrorOnTheWayIsNoShortList();

private:
    std::unique_ptr<TestWorkspace> m_large; // filled once for all rows of a test
};

void TestFailures::pagesHoldEveryRowOnce_data()
{
    QTest::addColumn<FailureSort>("sort");
    QTest::addColumn<bool>("ascending");
    const std::pair<const char *, FailureSort> sorts[] = {
        {"date", FailureSort::CreatedAt},          {"vehicle", FailureSort::Vehicle},
        {"what is missing", FailureSort::Missing}, {"images", FailureSort::Images},
        {"last cause", FailureSort::LastCause},    {"attempts", FailureSort::Attempts},
        {"next retry", FailureSort::NextRetry}};
    for (const auto &[name, sort] : sorts) {
        QTest::addRow("by %s, ascending", name) << sort << true;
        QTest::addRow("by %s, descending", name) << sort << false;
    }
}

void TestFailures::pagesHoldEveryRowOnce()
{
    QFETCH(FailureSort, sort);
    QFETCH(bool, ascending);
    if (!m_large) {
        m_large = std::make_unique<TestWorkspace>();
        fill(*m_large, 1100);
    }
    TestWorkspace *workspace = m_large.get();
    FailureQuery query(workspace->connection());
    const int all =
        workspace->value(u"SELECT count(*) FROM vehicle_scrape_state WHERE failing <> 0"_s).toInt();
    QVERIFY(all >= 900 && all <= 1000); // complete ones are not listed
    FailurePageRequest request;
    request.sort = sort;
    request.order = ascending ? Qt::AscendingOrder : Qt::DescendingOrder;
    request.limit = 37;
    const auto rows = allPages(query, request);
    const QStringList ids = idsOf(rows);
    QCOMPARE(ids.size(), all);
    QCOMPARE(QSet<QString>(ids.begin(), ids.end()).size(), all);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const int order =
            sortKey(rows[i - 1], sort)
                .compare(sortKey(rows[i], sort),
                         sort == FailureSort::Vehicle ? Qt::CaseInsensitive : Qt::CaseSensitive);
        QVERIFY2(ascending ? order <= 0 : order >= 0,
                 qPrintable(sortKey(rows[i - 1], sort) + u" | "_s + sortKey(rows[i], sort)));
    }
    // One large page is the same list.
    request.limit = 5000;
    const auto page = must(query.page(request));
    QCOMPARE(idsOf(page.rows), ids);
    QVERIFY(page.next.isEmpty());
}

void TestFailures::rowsThatLeaveBetweenPagesTakeNoOthersAlong()
{
    TestWorkspace workspace;
    fill(workspace, 220);
    FailureQuery query(workspace.connection());
    FailurePageRequest request;
    request.limit = 50;
    const QStringList before = idsOf(allPages(query, request));
    const auto first = must(query.page(request));
    // A worker completes the whole first page, its last row too, before the second is asked for.
    for (const FailureRow &row : first.rows)
        workspace.run(u"UPDATE vehicles SET deleted_at = '2026-01-01' WHERE id = ?"_s, {row.vehicleId});
    workspace.addVehicle(9999, {},
                         {{u"created_at"_s, u"2030-01-01T00:00:00.000Z"_s}}); // a newer one comes in
    request.after = first.next;
    QCOMPARE(idsOf(first.rows) + idsOf(allPages(query, request)), before);
}

void TestFailures::limits_data()
{
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("rows");
    QTest::addColumn<bool>("more");
    QTest::newRow("one row") << 1 << 1 << true;
    QTest::newRow("one less than there are") << 3 << 3 << true;
    QTest::newRow("as many as there are") << 4 << 4 << false;
    QTest::newRow("more than there are") << 5 << 4 << false;
    QTest::newRow("the largest number") << std::numeric_limits<int>::max() << 4 << false;
    QTest::newRow("none is one") << 0 << 1 << true;
    QTest::newRow("less than none is one") << -7 << 1 << true;
}

void TestFailures::limits()
{
    QFETCH(int, limit);
    QFETCH(int, rows);
    QFETCH(bool, more);
    TestWorkspace workspace;
    addSix(workspace);
    FailurePageRequest request;
    request.limit = limit;
    const auto page = must(FailureQuery(workspace.connection()).page(request));
    QCOMPARE(int(page.rows.size()), rows);
    QCOMPARE(!page.next.isEmpty(), more);
}

void TestFailures::nonsenseCursorsAreUsageErrors_data()
{
    QTest::addColumn<QString>("cursor");
    const auto coded = [](const char *json) {
        return QString::fromLatin1(
            QByteArray(json).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    };
    QTest::newRow("a word") << u"next"_s;
    QTest::newRow("signs that are no base64") << u"'; DROP TABLE vehicles; --"_s;
    QTest::newRow("letters beyond ASCII") << u"日本"_s;
    QTest::newRow("an empty list") << coded("[]");
    QTest::newRow("an object") << coded("{\"a\":1}");
    QTest::newRow("nulls") << coded("[null,null,null]");
    QTest::newRow("too few values") << coded("[\"2026\",\"v1\"]");
    QTest::newRow("an id that is a number") << coded("[\"created_at\",\"2026\",5]");
    QTest::newRow("a very long text") << QString(100000, u'A');
    TestWorkspace workspace;
    addSix(workspace);
    FailurePageRequest request;
    request.limit = 1;
    request.sort = FailureSort::Missing;
    QTest::newRow("a cursor of another sort")
        << must(FailureQuery(workspace.connection()).page(request)).next;
}

void TestFailures::nonsenseCursorsAreUsageErrors()
{
    QFETCH(QString, cursor);
    TestWorkspace workspace;
    FailurePageRequest request;
    request.after = cursor;
    const auto page = FailureQuery(workspace.connection()).page(request);
    QVERIFY(!page);
    QCOMPARE(page.error().code, core::ErrorCode::Usage);
    QVERIFY(!page.error().message.isEmpty());
}

void TestFailures::rowsByIdKeepTheOrderAsked()
{
    TestWorkspace workspace;
    addSix(workspace);
    FailureQuery query(workspace.connection());
    QCOMPARE(idsOf(must(query.byIds({u"v4"_s, u"nobody"_s, u"v1"_s, u"v5"_s, u"it's"_s, u"v6"_s}))),
             QStringList({u"v4"_s, u"v1"_s, u"v5"_s, u"v6"_s})); // complete and deleted ones too
    QVERIFY(must(query.byIds({})).empty());
    QVERIFY(!must(query.byIds({u"v5"_s})).front().failureTypes);
}

void TestFailures::rowsShowWhatIsKnown()
{
    TestWorkspace workspace;
    addSix(workspace);
    workspace.addQueued(u"v1"_s, Step::FetchListing, {{u"held_reason"_s, u"paused"_s}});
    workspace.addQueued(u"v2"_s, Step::BackfillImages, {{u"status"_s, u"running"_s}});
    const auto rows = must(FailureQuery(workspace.connection()).byIds({u"v1"_s, u"v2"_s, u"v3"_s}));
    QCOMPARE(rows[0].year, std::optional(1990));
    QCOMPARE(rows[0].make, u"Porsche"_s);
    QCOMPARE(rows[0].model, u"911 Turbo"_s);
    QCOMPARE(rows[0].discoveryUrl, u"https://www.bringatrailer.com/listing/one"_s);
    QCOMPARE(rows[0].failureTypes,
             FailureType::MissingVin | FailureType::MissingPrice | FailureType::MissingImageUrls);
    QCOMPARE(rows[0].lastCause, std::optional(Cause::Timeout));
    QCOMPARE(rows[0].lastStep, std::optional(Step::FetchListing));
    QCOMPARE(rows[0].attempts, 2);
    QCOMPARE(rows[0].nextRetryAt, at());
    QCOMPARE(rows[0].heldReason, u"paused"_s);
    QCOMPARE(rows[0].createdAt, at(1));
    QVERIFY(!rows[0].running);
    QVERIFY(!rows[1].year);
    QCOMPARE(rows[1].vin, u"TMB123"_s);
    QVERIFY(rows[1].running);
    QVERIFY(!rows[1].nextRetryAt.isValid());
    QCOMPARE(rows[2].discoveryUrl, u"https://bringatrailer.com/listing/three"_s); // the first URL there is
    QCOMPARE(rows[2].expectedCount, 2);
    QCOMPARE(rows[2].storedCount, 1);
    QCOMPARE(rows[2].missingCount, 1);
}

void TestFailures::candidatesAreAllStepsOfEachVehicle()
{
    TestWorkspace workspace;
    addSix(workspace);
    workspace.addQueued(u"v2"_s, Step::BackfillImages, {{u"status"_s, u"running"_s}});
    workspace.addQueued(u"v2"_s, Step::ExtractVin);
    workspace.run(
        u"INSERT INTO image_failures VALUES ('v2', 'a', 'not_found', 'm', 1, 1, '2026-01-01'), ('v2', "
        u"'gone', 'not_found', 'm', 1, 1, '2026-01-01'), "
        "('v2', 'b', 'timeout', 'm', 1, 0, '2026-01-01')"_s);
    Filter filter;
    filter.fingerprint = u"f2"_s;
    const auto rows = must(FailureQuery(workspace.connection()).candidates({}, filter, at()));
    QCOMPARE(rows.size(), core::kAllSteps.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        QCOMPARE(rows[i].vehicleId, u"v2"_s);
        QCOMPARE(rows[i].step, core::kAllSteps[i]);
        QCOMPARE(rows[i].running, rows[i].step == Step::BackfillImages);
        QCOMPARE(rows[i].lastStatus.has_value(), rows[i].step == Step::BackfillImages);
        QCOMPARE(rows[i].wantedImages, 3);
        QCOMPARE(rows[i].missingImages, 3);
        QCOMPARE(rows[i].finalImages, 1); // of the wanted ones
        QCOMPARE(rows[i].firstImageUrl, u"a"_s);
        QCOMPARE(rows[i].host, u"dealer.example.com"_s);
        QVERIFY(rows[i].hasUrl);
        QVERIFY(!rows[i].hasPage);
        QVERIFY(!rows[i].hidden);
    }
    QCOMPARE(rows.back().lastCause, std::optional(Cause::NotFound));
}

void TestFailures::candidatesByIdIncludeCompleteOnes()
{
    TestWorkspace workspace;
    addSix(workspace);
    const auto rows =
        must(FailureQuery(workspace.connection()).candidates({u"v5"_s, u"v6"_s, u"nobody"_s}, {}, at()));
    QCOMPARE(rows.size(), 2 * core::kAllSteps.size());
    QCOMPARE(rows.front().vehicleId, u"v6"_s);
    QVERIFY(rows.front().hidden);
    QCOMPARE(rows.back().vehicleId, u"v5"_s);
    QVERIFY(!rows.back().failing);
}

void TestFailures::detailsHoldAllOfAVehicle()
{
    TestWorkspace workspace;
    addSix(workspace);
    workspace.run(
        u"UPDATE vehicles SET sale_date = '2025-02-03', mileage = 12, origin_metadata = %1 WHERE id = 'v2'"_s
            .arg(onPostgres() ? u"merged(origin_metadata, ?)"_s : u"json_patch(origin_metadata, ?)"_s),
        {u"{\"title\":\"A "
         u"Škoda\",\"high_bid\":5000000000,\"currency\":\"EUR\",\"sale_status\":\"sold\",\"lot\":\"7\","
         "\"vin_extraction\":{\"kind\":\"refused\",\"stated\":\"N/A\",\"reason\":\"placeholder\"}}"_s});
    for (int i = 0; i < 250; ++i)
        workspace.run(
            u"INSERT INTO scrape_steps (id, vehicle_id, step_name, status, created_at, completed_at) VALUES (?, 'v2', 'backfill_images', 'failed', ?, ?)"_s,
            {QString::number(i), core::toTimeText(at(i)), core::toTimeText(at(i))});
    workspace.addQueued(u"v2"_s, Step::BackfillImages, {{u"status"_s, u"dead"_s}});
    const auto detail = must(db::vehicleDetail(workspace.connection(), u"v2"_s));
    QCOMPARE(detail.row.vehicleId, u"v2"_s);
    QCOMPARE(detail.title, u"A Škoda"_s);
    QCOMPARE(detail.highBid, std::optional<qint64>(5'000'000'000));
    QCOMPARE(detail.salePrice, std::optional<qint64>(1));
    QCOMPARE(detail.saleDate, QDate(2025, 2, 3));
    QVERIFY(detail.vinNote.contains(u"N/A"_s));
    QCOMPARE(detail.attempts.size(), std::size_t(200));
    QCOMPARE(detail.attempts.front().id, u"249"_s); // newest first
    QCOMPARE(detail.images.size(), std::size_t(3));
    QCOMPARE(detail.steps.size(), core::kAllSteps.size());
    QCOMPARE(detail.steps.back().queueStatus, u"dead"_s);
    QVERIFY(detail.steps.back().missing);
    QVERIFY(detail.steps.back().last);
    QVERIFY(!detail.steps.front().missing);
}

void TestFailures::detailsOfAnUnknownVehicle()
{
    TestWorkspace workspace;
    const auto detail = db::vehicleDetail(workspace.connection(), u"nobody"_s);
    QVERIFY(!detail);
    QCOMPARE(detail.error().code, core::ErrorCode::NotFound);
    QVERIFY(detail.error().message.contains(u"nobody"_s));
}

void TestFailures::anErrorOnTheWayIsNoShortList()
{
    ON_SQLITE_ONLY(); // a server has the whole answer before the first row is read
    TestWorkspace workspace;
    const QString sql = u"SELECT json(column1) FROM (VALUES ('1'), ('2'), ('{'))"_s;
    int rows = 0;
    auto each = must(workspace.connection().prepare(sql));
    must(each.exec());
    QVERIFY(!each.forEach([&rows](const db::Statement &) { ++rows; }));
    QCOMPARE(rows, 2);
    auto all = must(workspace.connection().prepare(sql));
    QVERIFY(!all.list([](const db::Statement &row) { return row.text(0); }));

    for (int i = 1; i <= 3; ++i)
        workspace.addVehicle(i);
    workspace.run(u"DROP TRIGGER vehicle_update"_s);
    workspace.run(u"PRAGMA ignore_check_constraints = ON"_s);
    workspace.run(u"UPDATE vehicles SET origin_metadata = '{' WHERE id = 'v1'"_s);
    QVERIFY(!db::FailureQuery(workspace.connection()).candidates({}, {}, at()));
    QVERIFY(!db::FailureQuery(workspace.connection()).candidates({u"v1"_s, u"v2"_s}, {}, at()));
}

QTEST_GUILESS_MAIN(TestFailures)
#include "tst_failures.moc"
