// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "failuredata.h"

#include <QJsonArray>
#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::Cause;
using core::FailureType;
using core::Filter;
using core::Step;
using db::FailureQuery;
using db::FailureRow;

Q_DECLARE_METATYPE(Filter)

class TestFilters : public QObject
{
    Q_OBJECT

private slots:
    void filtersFindTheirVehicles_data();
    void filtersFindTheirVehicles();
    void countsEqualTheLists_data();
    void countsEqualTheLists();
    void countsOfAnEmptyWorkspace();
    void causesAreGrouped();

private:
    std::unique_ptr<TestWorkspace> m_mixed; // filled once for all rows of a test
};

void TestFilters::filtersFindTheirVehicles_data()
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

void TestFilters::filtersFindTheirVehicles()
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
    for (const auto &candidate : must(query.candidates({}, filter, at())))
        planned.append(candidate.vehicleId);
    QCOMPARE(planned.size(), 5 * expected);
    planned.removeDuplicates();
    QCOMPARE(planned.join(u' '), found);
}

void TestFilters::countsEqualTheLists_data()
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

void TestFilters::countsEqualTheLists()
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

void TestFilters::countsOfAnEmptyWorkspace()
{
    TestWorkspace workspace;
    FailureQuery query(workspace.connection());
    const auto counts = must(query.counts({}));
    QCOMPARE(counts.total, 0);
    QCOMPARE(counts.vehicles, 0);
    QVERIFY(counts.byCause.empty());
    QVERIFY(must(query.page({})).rows.empty());
    QVERIFY(must(query.causes({}, at())).empty());
    QVERIFY(must(query.candidates({}, {}, at())).empty());
}

void TestFilters::causesAreGrouped()
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
    const auto causes = must(FailureQuery(workspace.connection()).causes({}, at()));
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
    QCOMPARE(must(FailureQuery(workspace.connection()).causes(blocked, at())).size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(TestFilters)
#include "tst_filters.moc"
