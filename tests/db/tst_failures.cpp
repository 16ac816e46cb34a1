// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "core/clock.h"
#include "db/failurequery.h"
#include "db/vehiclequery.h"

#include <QJsonArray>
#include <QRandomGenerator>
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

struct Failed
{
    Step step;
    const char *cause;
    const char *fingerprint = "f";
    int attempts = 1;
    int second = 0;
    const char *host = "cdn.example.com";
};

void addFailed(TestWorkspace &workspace, const QString &vehicle, const Failed &failed)
{
    workspace.run(u"INSERT INTO vehicle_steps (vehicle_id, step_name, status, cause, fingerprint, message, "
                  u"host, attempts, "
                  "last_attempt_at) VALUES (?, ?, 'failed', ?, ?, ?, ?, ?, ?)"_s,
                  {vehicle, QString(core::stepName(failed.step)), QString::fromLatin1(failed.cause),
                   QString::fromLatin1(failed.fingerprint), QString(u"why "_s + QLatin1String(failed.cause)),
                   QString::fromLatin1(failed.host), failed.attempts, core::toTimeText(at(failed.second))});
}

//! Vehicles with few different values, so that every sort meets equal ones; every eleventh is complete.
void fill(TestWorkspace &workspace, int vehicles, quint32 seed = 1)
{
    QRandomGenerator random(seed);
    const QStringList makes = {u"Porsche"_s,       u"porsche"_s, u"Škoda"_s,
                               u"O'Brien \"X\""_s, u"日産"_s,    QString()};
    const char *causes[] = {"timeout", "not_found", "blocked", "parse_failed"};
    workspace.run(u"BEGIN"_s);
    for (int i = 1; i <= vehicles; ++i) {
        QVariantMap columns = {{u"make"_s, makes.at(random.bounded(6))},
                               {u"created_at"_s, core::toTimeText(at(random.bounded(20)))}};
        QJsonObject metadata = {{u"source"_s, random.bounded(2) ? u"bat_import"_s : u"dealer"_s}};
        if (random.bounded(2))
            columns.insert(u"vin"_s, u"VIN%1"_s.arg(i));
        if (random.bounded(2))
            columns.insert(u"sale_price"_s, 5);
        QJsonArray urls;
        for (int n = random.bounded(4); n > 0; --n)
            urls.append(QString::number(n));
        metadata.insert(u"image_urls"_s, urls);
        if (i % 11 == 0) {
            columns.insert({{u"vin"_s, u"VIN%1"_s.arg(i)}, {u"sale_price"_s, 5}});
            metadata = {{u"image_extraction"_s, QJsonObject{{u"status"_s, u"absent"_s}}}};
        }
        const QString id = workspace.addVehicle(i, metadata, columns);
        if (random.bounded(2))
            workspace.addImage(id, u"1"_s);
        if (random.bounded(3))
            addFailed(workspace, id,
                      {random.bounded(2) ? Step::FetchListing : Step::BackfillImages,
                       causes[random.bounded(4)], random.bounded(2) ? "f" : "g", random.bounded(3)});
        if (random.bounded(4) == 0)
            workspace.addQueued(id, Step::ExtractVin,
                                {{u"next_retry_at"_s, core::toTimeText(at(random.bounded(5)))}});
    }
    workspace.run(u"COMMIT"_s);
}

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

std::vector<FailureRow> allPages(FailureQuery &query, FailurePageRequest request)
{
    std::vector<FailureRow> rows;
    for (int page = 0; page < 10000; ++page) {
        const auto next = must(query.page(request));
        rows.insert(rows.end(), next.rows.begin(), next.rows.end());
        if (next.next.isEmpty())
            return rows;
        request.after = next.next;
    }
    fail({core::ErrorCode::Internal, u"the pages never end"_s, {}});
}

QStringList idsOf(const std::vector<FailureRow> &rows)
{
    QStringList ids;
    for (const FailureRow &row : rows)
        ids.append(row.vehicleId);
    return ids;
}

std::vector<FailureRow> matching(TestWorkspace &workspace, const Filter &filter)
{
    FailureQuery query(workspace.connection());
    FailurePageRequest request;
    request.filter = filter;
    request.limit = 64;
    return allPages(query, request);
}

//! Six vehicles that differ in what filters ask for.
void addSix(TestWorkspace &workspace)
{
    const QJsonObject bat = {{u"source"_s, u"bat_import"_s}};
    workspace.addVehicle(1, bat,
                         {{u"make"_s, u"Porsche"_s},
                          {u"model"_s, u"911 Turbo"_s},
                          {u"year"_s, 1990},
                          {u"discovery_url"_s, u"https://www.bringatrailer.com/listing/one"_s}});
    workspace.addVehicle(2,
                         {{u"source"_s, u"dealer"_s}, {u"image_urls"_s, QJsonArray{u"a"_s, u"b"_s, u"c"_s}}},
                         {{u"make"_s, u"ŠKODA"_s},
                          {u"vin"_s, u"TMB123"_s},
                          {u"sale_price"_s, 1},
                          {u"discovery_url"_s, u"https://dealer.example.com/x"_s}});
    workspace.addVehicle(3, {{u"image_urls"_s, QJsonArray{u"a"_s, u"b"_s}}},
                         {{u"make"_s, u"Citroën"_s},
                          {u"sale_price"_s, 1},
                          {u"bat_auction_url"_s, u"https://bringatrailer.com/listing/three"_s}});
    workspace.addImage(u"v3"_s, u"a"_s);
    workspace.addVehicle(4, {{u"source"_s, u"bringatrailer.com"_s}, {u"image_urls"_s, QJsonArray{u"a"_s}}},
                         {{u"make"_s, u"100% 'Rod_"_s}, {u"vin"_s, u"X4"_s}, {u"sale_price"_s, 1}});
    workspace.addVehicle(5, {{u"image_extraction"_s, QJsonObject{{u"status"_s, u"absent"_s}}}},
                         {{u"make"_s, u"Complete Porsche"_s}, {u"vin"_s, u"X5"_s}, {u"sale_price"_s, 1}});
    workspace.addVehicle(6, {}, {{u"make"_s, u"Deleted Porsche"_s}, {u"deleted_at"_s, u"t"_s}});
    addFailed(workspace, u"v1"_s, {Step::FetchListing, "timeout", "f1", 2, 10, "bringatrailer.com"});
    addFailed(workspace, u"v2"_s, {Step::BackfillImages, "not_found", "f2", 3, 20, "cdn.example.com:8080"});
    addFailed(workspace, u"v3"_s, {Step::BackfillImages, "timeout", "f3", 1, 30});
    addFailed(workspace, u"v5"_s, {Step::FetchListing, "timeout", "f1", 5, 40});
}

} // namespace

Q_DECLARE_METATYPE(Filter)
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
    void filtersFindTheirVehicles_data();
    void filtersFindTheirVehicles();
    void countsEqualTheLists_data();
    void countsEqualTheLists();
    void countsOfAnEmptyWorkspace();
    void causesAreGrouped();
    void rowsByIdKeepTheOrderAsked();
    void rowsShowWhatIsKnown();
    void candidatesAreAllStepsOfEachVehicle();
    void candidatesByIdIncludeCompleteOnes();
    void detailsHoldAllOfAVehicle();
    void detailsOfAnUnknownVehicle();

private:
    // Filled once for all rows of a test.
    std::unique_ptr<TestWorkspace> m_large;
    std::unique_ptr<TestWorkspace> m_mixed;
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
        workspace.run(u"UPDATE vehicles SET deleted_at = 't' WHERE id = ?"_s, {row.vehicleId});
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

void TestFailures::filtersFindTheirVehicles_data()
{
    QTest::addColumn<Filter>("filter");
    QTest::addColumn<QString>("found"); // newest first
    const auto row = [](const char *name, auto set, const char *found) {
        Filter filter;
        set(filter);
        QTest::newRow(name) << filter << QString::fromLatin1(found);
    };
    row(
        "no filter", [](Filter &) {}, "v4 v3 v2 v1");
    row(
        "a type", [](Filter &f) { f.type = FailureType::MissingVin; }, "v3 v1");
    row(
        "the type of partial galleries", [](Filter &f) { f.type = FailureType::PartialImages; }, "v3");
    row(
        "a step", [](Filter &f) { f.step = Step::BackfillImages; }, "v4 v3 v2");
    row(
        "a step whose gap nobody has",
        [](Filter &f) {
            f.step = Step::ExtractImages;
            f.host = u"dealer.example.com"_s;
        },
        "");
    row(
        "the fetch of the page", [](Filter &f) { f.step = Step::FetchListing; }, "v1");
    row(
        "a step and a type that both are open",
        [](Filter &f) {
            f.step = Step::BackfillImages;
            f.type = FailureType::MissingVin;
        },
        "v3");
    row(
        "a step and its own type",
        [](Filter &f) {
            f.step = Step::BackfillImages;
            f.type = FailureType::MissingImages;
        },
        "v4 v2");
    row(
        "a cause", [](Filter &f) { f.cause = Cause::Timeout; }, "v3 v1");
    row(
        "a cause nobody has", [](Filter &f) { f.cause = Cause::Tls; }, "");
    row(
        "a fingerprint", [](Filter &f) { f.fingerprint = u"f2"_s; }, "v2");
    row(
        "the host of the listing", [](Filter &f) { f.host = u"bringatrailer.com"_s; }, "v3 v1");
    row(
        "the host in upper case and with www.", [](Filter &f) { f.host = u"WWW.BringATrailer.com"_s; },
        "v3 v1");
    row(
        "the host that failed", [](Filter &f) { f.host = u"cdn.example.com:8080"_s; }, "v2");
    row(
        "a source by its name", [](Filter &f) { f.source = u"bringatrailer.com"_s; }, "v4 v3 v1");
    row(
        "a source by the importer's name", [](Filter &f) { f.source = u"bat_import"_s; }, "v4 v3 v1");
    row(
        "another source", [](Filter &f) { f.source = u"dealer"_s; }, "v2");
    row(
        "since, included", [](Filter &f) { f.since = at(3); }, "v4 v3");
    row(
        "until, not included", [](Filter &f) { f.until = at(3); }, "v2 v1");
    row(
        "a span",
        [](Filter &f) {
            f.since = at(2);
            f.until = at(4);
        },
        "v3 v2");
    row(
        "at least two attempts", [](Filter &f) { f.attemptsMin = 2; }, "v2 v1");
    row(
        "at least two missing images", [](Filter &f) { f.missingMin = 2; }, "v2");
    row(
        "a word", [](Filter &f) { f.text = u"turbo"_s; }, "v1");
    row(
        "words in any order and case", [](Filter &f) { f.text = u"  TURBO porsche "_s; }, "v1");
    row(
        "words that are not all there", [](Filter &f) { f.text = u"porsche carrera"_s; }, "");
    row(
        "a year", [](Filter &f) { f.text = u"1990"_s; }, "v1");
    row(
        "a part of the VIN", [](Filter &f) { f.text = u"tmb1"_s; }, "v2");
    row(
        "a part of the URL", [](Filter &f) { f.text = u"listing/three"_s; }, "v3");
    row(
        "letters beyond ASCII as stored", [](Filter &f) { f.text = u"ŠKODA"_s; }, "v2");
    row(
        "letters beyond ASCII in lower case", [](Filter &f) { f.text = u"škoda"_s; }, "v2");
    row(
        "letters beyond ASCII in upper case", [](Filter &f) { f.text = u"CITROËN"_s; }, "v3");
    row(
        "signs that mean something in SQL", [](Filter &f) { f.text = u"100% 'rod_"_s; }, "v4");
    row(
        "signs that would match anything in LIKE", [](Filter &f) { f.text = u"%"_s; }, "v4");
    row(
        "a hundred words", [](Filter &f) { f.text = u"911 "_s.repeated(100); }, "v1");
    row(
        "everything together",
        [](Filter &f) {
            f.step = Step::BackfillImages;
            f.type = FailureType::MissingImages;
            f.cause = Cause::NotFound;
            f.fingerprint = u"f2"_s;
            f.host = u"dealer.example.com"_s;
            f.source = u"dealer"_s;
            f.text = u"tmb"_s;
            f.since = at(1);
            f.until = at(9);
            f.attemptsMin = 1;
            f.missingMin = 1;
        },
        "v2");
}

void TestFailures::filtersFindTheirVehicles()
{
    QFETCH(Filter, filter);
    QFETCH(QString, found);
    TestWorkspace workspace;
    addSix(workspace);
    QCOMPARE(idsOf(matching(workspace, filter)).join(u' '), found);
    FailureQuery query(workspace.connection());
    const int expected = int(found.split(u' ', Qt::SkipEmptyParts).size());
    QCOMPARE(must(query.counts(filter)).total, expected);
    QCOMPARE(must(query.counts(filter)).vehicles, 6);
    QStringList planned;
    for (const auto &candidate : must(query.candidates({}, filter)))
        planned.append(candidate.vehicleId);
    QCOMPARE(planned.size(), 5 * expected);
    planned.removeDuplicates();
    QCOMPARE(planned.join(u' '), found);
}

void TestFailures::countsEqualTheLists_data()
{
    QTest::addColumn<Filter>("filter");
    const auto row = [](const char *name, auto set) {
        Filter filter;
        set(filter);
        QTest::newRow(name) << filter;
    };
    row("no filter", [](Filter &) {});
    row("a type", [](Filter &f) { f.type = FailureType::MissingPrice; });
    row("a step", [](Filter &f) { f.step = Step::BackfillImages; });
    row("the fetch", [](Filter &f) { f.step = Step::FetchListing; });
    row("a cause", [](Filter &f) { f.cause = Cause::Timeout; });
    row("a step, a type and a cause", [](Filter &f) {
        f.step = Step::BackfillImages;
        f.type = FailureType::MissingVin;
        f.cause = Cause::Blocked;
    });
    row("words and attempts", [](Filter &f) {
        f.text = u"porsche"_s;
        f.attemptsMin = 1;
    });
    row("source, span and missing images", [](Filter &f) {
        f.source = u"dealer"_s;
        f.since = at(3);
        f.until = at(15);
        f.missingMin = 1;
    });
    row("a filter that nothing matches", [](Filter &f) { f.fingerprint = u"none"_s; });
}

void TestFailures::countsEqualTheLists()
{
    QFETCH(Filter, filter);
    if (!m_mixed) {
        m_mixed = std::make_unique<TestWorkspace>();
        fill(*m_mixed, 400, 7);
    }
    TestWorkspace *workspace = m_mixed.get();
    const auto counts = must(FailureQuery(workspace->connection()).counts(filter));
    QCOMPARE(counts.vehicles, 400);
    QCOMPARE(counts.total, qint64(matching(*workspace, filter).size()));
    QCOMPARE(counts.byType.size(), core::kAllFailureTypes.size());
    for (const auto &[type, count] : counts.byType) {
        Filter one = filter;
        one.type = type;
        QCOMPARE(count, qint64(matching(*workspace, one).size()));
    }
    qint64 withCause = 0;
    for (const auto &[cause, count] : counts.byCause) {
        Filter one = filter;
        one.cause = cause;
        QVERIFY(count > 0);
        QCOMPARE(count, qint64(matching(*workspace, one).size()));
        withCause += count;
    }
    Filter any = filter;
    any.cause.reset();
    qint64 listed = 0;
    for (const FailureRow &row : matching(*workspace, any))
        listed += row.lastCause ? 1 : 0;
    QCOMPARE(withCause, listed);
}

void TestFailures::countsOfAnEmptyWorkspace()
{
    TestWorkspace workspace;
    FailureQuery query(workspace.connection());
    const auto counts = must(query.counts({}));
    QCOMPARE(counts.total, 0);
    QCOMPARE(counts.vehicles, 0);
    QVERIFY(counts.byCause.empty());
    QVERIFY(must(query.page({})).rows.empty());
    QVERIFY(must(query.causes({})).empty());
    QVERIFY(must(query.candidates({}, {})).empty());
}

void TestFailures::causesAreGrouped()
{
    TestWorkspace workspace;
    for (int i = 1; i <= 6; ++i)
        workspace.addVehicle(i);
    // The oldest failure, the newest and the sample are different vehicles that failed in different steps.
    addFailed(workspace, u"v1"_s, {Step::FetchListing, "timeout", "f", 1, 50});
    addFailed(workspace, u"v2"_s, {Step::BackfillImages, "timeout", "f", 1, 10});
    addFailed(workspace, u"v3"_s, {Step::ExtractVin, "timeout", "f", 1, 90});
    addFailed(workspace, u"v4"_s, {Step::FetchListing, "timeout", "other", 1, 20});
    addFailed(workspace, u"v5"_s, {Step::FetchListing, "blocked", "f", 1, 20});
    const auto causes = must(FailureQuery(workspace.connection()).causes({}));
    QStringList shown;
    for (const db::CauseRow &row : causes)
        shown.append(u"%1 %2 %3 %4-%5 %6 %7"_s.arg(QString(core::causeName(row.cause)), row.fingerprint)
                         .arg(row.count)
                         .arg(at().secsTo(row.firstSeen))
                         .arg(at().secsTo(row.lastSeen))
                         .arg(row.sampleVehicleId, row.message));
    QCOMPARE(shown, QStringList({u"timeout f 3 10-90 v1 why timeout"_s, u"blocked f 1 20-20 v5 why blocked"_s,
                                 u"timeout other 1 20-20 v4 why timeout"_s}));
    Filter blocked;
    blocked.cause = Cause::Blocked;
    QCOMPARE(must(FailureQuery(workspace.connection()).causes(blocked)).size(), std::size_t(1));
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
    workspace.run(u"INSERT INTO image_failures VALUES ('v2', 'a', 'not_found', 'm', 1, 1, 't'), ('v2', "
                  u"'gone', 'not_found', 'm', 1, 1, 't'), "
                  "('v2', 'b', 'timeout', 'm', 1, 0, 't')"_s);
    Filter filter;
    filter.fingerprint = u"f2"_s;
    const auto rows = must(FailureQuery(workspace.connection()).candidates({}, filter));
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
        must(FailureQuery(workspace.connection()).candidates({u"v5"_s, u"v6"_s, u"nobody"_s}, {}));
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
        u"UPDATE vehicles SET sale_date = '2025-02-03', mileage = 12, origin_metadata = json_patch(origin_metadata, ?) WHERE id = 'v2'"_s,
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

QTEST_GUILESS_MAIN(TestFailures)
#include "tst_failures.moc"
