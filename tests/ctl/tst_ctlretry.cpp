// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"

#include "support/originfixture.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QSet>
#include <QTest>

using namespace ctltest;
using namespace testsupport;

//! The commands retry, worker and vin: what is planned is what is done, and nothing else.
class TestCtlRetry : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void printsTheShapeOthersRelyOn();
    void saysWhyNothingIsPlanned();
    void plansWhatItThenDoes();
    void takesSteps_data();
    void takesSteps();
    void retriesOnlyTheVehiclesItIsGiven();
    void limitsABatch();
    void leavesFinalFailuresOut();
    void requestsStoredImagesOnRequest();
    void startsAfterTheUndoWindow();
    void queuesForTheWorker();
    void waitsAsLongAsItsPatience();
    void countsWhatWaits();
    void endsAfterMaxSeconds();
    void readsAVinFromAText_data();
    void readsAVinFromAText();
    void readsAVinFromAFile();
    void readsTheVinOfThePageAgain();

private:
    QString url(const QString &slug) const
    {
        return QString(m_fixture->origin.baseUrl() + QStringLiteral("/listing/") + slug);
    }
    QString id(const QString &slug) const
    {
        return m_ctl->text(
            QStringLiteral("SELECT id FROM vehicles WHERE discovery_url = '%1'").arg(url(slug)));
    }
    ListingPage add(const QString &slug, int images);
    void importAll();
    void heal();

    std::unique_ptr<OriginFixture> m_fixture;
    std::unique_ptr<Ctl> m_ctl;
    std::vector<ListingPage> m_pages;
};

namespace {

constexpr const char *kPlan =
    R"({"batch_id": "string?", "planned": "number", "plan_hash": "string", "succeeded": "number",
        "excluded": [{"vehicle_id": "string", "step": "string?", "reason": "string"}], "failed": "number",
        "held": "number",
        "images": {"requested": "number", "stored": "number", "skipped": "number", "failed": "number"}})";
constexpr const char *kWorker =
    R"({"claimed": "number", "succeeded": "number", "failed": "number", "held": "number", "released": "number"})";

int number(const Run &run, const char *name)
{
    return run.json().value(QLatin1String(name)).toInt(-1);
}

int imageCount(const Run &run, const char *name)
{
    return run.json().value(QLatin1String("images"))[QLatin1String(name)].toInt(-1);
}

QStringList reasons(const Run &run)
{
    QSet<QString> found;
    for (const QJsonValue &item : run.json().value(QLatin1String("excluded")).toArray())
        found.insert(item[QLatin1String("reason")].toString());
    QStringList sorted(found.begin(), found.end());
    sorted.sort();
    return sorted;
}

} // namespace

void TestCtlRetry::init()
{
    m_fixture = std::make_unique<OriginFixture>();
    m_ctl = std::make_unique<Ctl>();
    m_pages.clear();
    m_ctl->create({QStringLiteral("retry.base_ms"), QStringLiteral("3600000")});
}

ListingPage TestCtlRetry::add(const QString &slug, int images)
{
    m_pages.push_back(m_fixture->addListing(slug, images));
    return m_pages.back();
}

void TestCtlRetry::importAll()
{
    m_ctl->write(QStringLiteral("urls"), m_fixture->origin.listingUrls().join(u'\n').toUtf8());
    const Run run = m_ctl->run(words("import --list urls"));
    if (run.code > 1)
        throw std::runtime_error(run.err.toStdString());
}

void TestCtlRetry::heal()
{
    m_fixture->origin.clearFaults();
    m_fixture->origin.log().clear();
}

void TestCtlRetry::printsTheShapeOthersRelyOn()
{
    const ListingPage page = add(QStringLiteral("a"), 3);
    m_fixture->origin.setFault(page.images.at(1), Fault::withStatus(500));
    importAll();
    heal();
    const Run run = m_ctl->json(words("retry --all --wait --patience 0"));
    QCOMPARE(run.code, 0);
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(mismatch(run.json(), kPlan), QString());
    QVERIFY(!run.json().value(QLatin1String("batch_id")).toString().isEmpty());
    QCOMPARE(number(run, "planned"), 1);
    QCOMPARE(number(run, "succeeded"), 1);
    QCOMPARE(number(run, "failed"), 0);
    QCOMPARE(imageCount(run, "requested"), 1);
    QCOMPARE(imageCount(run, "stored"), 1);
    QCOMPARE(imageCount(run, "failed"), 0);
    QCOMPARE(m_fixture->origin.requestCount(), 1);

    // Nothing is left: nothing is planned and nothing is asked for.
    const Run second = m_ctl->json(words("retry --all --wait"));
    QCOMPARE(second.code, 0);
    QCOMPARE(number(second, "planned"), 0);
    QVERIFY(second.json().value(QLatin1String("batch_id")).isNull());
    QCOMPARE(m_fixture->origin.requestCount(), 1);

    const Run worker = m_ctl->json(words("worker --until-empty --patience 0"));
    QCOMPARE(worker.code, 0);
    QCOMPARE(mismatch(worker.json(), kWorker), QString());
    QCOMPARE(number(worker, "claimed"), 0);
}

//! A filter that nothing matches, ids that nobody knows, rows that another batch has: each is said, none is
//! an error that changes anything.
void TestCtlRetry::saysWhyNothingIsPlanned()
{
    m_fixture->origin.setFault(add(QStringLiteral("a"), 1).images.at(0), Fault::withStatus(500));
    importAll();
    heal();
    const Run nothing = m_ctl->json(words("retry --host nowhere.example"));
    QCOMPARE(nothing.code, 0);
    QCOMPARE(number(nothing, "planned"), 0);
    QVERIFY(nothing.json().value(QLatin1String("batch_id")).isNull());
    const Run unknown = m_ctl->json(words("retry --vehicle none"));
    QCOMPARE(number(unknown, "planned"), 0);
    QVERIFY2(unknown.out.contains("unknown_vehicle"), unknown.out.constData());

    const Run first = m_ctl->json(words("retry --all --undo-window 600"));
    QCOMPARE(number(first, "planned"), 1);
    const Run second = m_ctl->json(words("retry --all --undo-window 600"));
    QCOMPARE(second.code, 0);
    QCOMPARE(number(second, "planned"), 0);
    QVERIFY2(second.out.contains("already_queued"), second.out.constData());
    QCOMPARE(m_fixture->origin.requestCount(), 0);
}

void TestCtlRetry::plansWhatItThenDoes()
{
    for (const char *slug : {"a", "b", "c"}) {
        const ListingPage page = add(QString::fromLatin1(slug), 3);
        m_fixture->origin.setFault(page.images.at(0), Fault::withStatus(503));
    }
    importAll();
    const qint64 queued = m_ctl->number(QStringLiteral("SELECT count(*) FROM scrape_retry_queue"));
    const QString hash = QStringLiteral("plan_hash");
    const QString preview = m_ctl->json(words("retry --all --dry-run")).json().value(hash).toString();
    QCOMPARE(preview.size(), 64);
    QCOMPARE(m_ctl->json(words("retry --all --dry-run")).json().value(hash).toString(), preview);
    // A preview leaves nothing behind.
    QCOMPARE(m_ctl->number(QStringLiteral("SELECT count(*) FROM scrape_retry_queue")), queued);
    QCOMPARE(m_ctl->number(QStringLiteral("SELECT count(*) FROM retry_batches WHERE kind = 'retry'")), 0);
    // Another set has another hash.
    QVERIFY(m_ctl->json(words("retry --all --dry-run --batch-size 2")).json().value(hash).toString() !=
            preview);

    heal();
    const Run run = m_ctl->json(words("retry --all --wait --patience 0"));
    QCOMPARE(run.json().value(hash).toString(), preview);
    QCOMPARE(m_ctl->text(QStringLiteral("SELECT plan_hash FROM retry_batches WHERE kind = 'retry'")),
             preview);
    QStringList asked;
    for (const LoggedRequest &request : m_fixture->origin.requests())
        asked.append(request.path);
    asked.sort();
    QStringList missing;
    for (const ListingPage &page : m_pages)
        missing.append(page.images.at(0));
    QCOMPARE(asked, missing);
}

void TestCtlRetry::takesSteps_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<int>("planned");
    QTest::newRow("whatever is missing") << "--all" << 1 + 5;
    QTest::newRow("one step as a filter") << "--step backfill_images" << 1;
    QTest::newRow("repeated") << "--step backfill_images --step extract_vin" << 1 + 2;
    QTest::newRow("separated by commas") << "--step backfill_images,extract_vin" << 1 + 2;
}

void TestCtlRetry::takesSteps()
{
    QFETCH(QString, options);
    QFETCH(int, planned);
    const ListingPage partial = add(QStringLiteral("partial"), 2);
    m_fixture->origin.setFault(partial.images.at(0), Fault::withStatus(500));
    m_fixture->origin.setFault(add(QStringLiteral("unfetched"), 1).path(), Fault::withStatus(500));
    importAll();
    const Run run = m_ctl->json(words("retry --dry-run") + options.split(u' '));
    QCOMPARE(run.code, 0);
    // What could not be fetched needs its page for each of the steps after it.
    QCOMPARE(number(run, "planned"), planned);
}

void TestCtlRetry::retriesOnlyTheVehiclesItIsGiven()
{
    for (const char *slug : {"a", "b", "c"}) {
        const ListingPage page = add(QString::fromLatin1(slug), 2);
        m_fixture->origin.setFault(page.images.at(0), Fault::withStatus(500));
    }
    importAll();
    heal();
    const QString a = id(QStringLiteral("a"));
    const QString c = id(QStringLiteral("c"));
    const Run run = m_ctl->json(words("retry --wait --patience 0 --vehicle")
                                << a << QStringLiteral("--vehicle") << c << QStringLiteral("--vehicle") << a);
    QCOMPARE(number(run, "planned"), 2);
    QCOMPARE(number(run, "succeeded"), 2);
    QCOMPARE(run.code, 0);
    QCOMPARE(m_fixture->origin.requestCount(), 2);
    QCOMPARE(m_fixture->origin.requestCount(m_pages.at(1).images.at(0)), 0);
    // Who is whole is left out, with that reason.
    const Run whole = m_ctl->json(words("retry --dry-run --vehicle") << a);
    QCOMPARE(reasons(whole), QStringList(QStringLiteral("nothing_missing")));
    QCOMPARE(whole.code, 0);
}

void TestCtlRetry::limitsABatch()
{
    for (const char *slug : {"a", "b", "c"}) {
        const ListingPage page = add(QString::fromLatin1(slug), 2);
        m_fixture->origin.setFault(page.images.at(0), Fault::withStatus(500));
    }
    importAll();
    heal();
    QCOMPARE(number(m_ctl->json(words("retry --all --batch-size 2 --wait --patience 0")), "succeeded"), 2);
    QCOMPARE(m_fixture->origin.requestCount(), 2);
    // The next one takes what is left: done vehicles do not come up again.
    QCOMPARE(number(m_ctl->json(words("retry --all --batch-size 2 --wait --patience 0")), "succeeded"), 1);
    QCOMPARE(m_fixture->origin.requestCount(), 3);
    QCOMPARE(number(m_ctl->json(words("retry --all --batch-size 2 --wait --patience 0")), "planned"), 0);
}

void TestCtlRetry::leavesFinalFailuresOut()
{
    const ListingPage page = add(QStringLiteral("a"), 2);
    m_fixture->origin.setFault(page.images.at(0), Fault::withStatus(404));
    importAll();
    heal();
    const Run run = m_ctl->json(words("retry --all --wait --patience 0"));
    QCOMPARE(number(run, "planned"), 0);
    QCOMPARE(reasons(run), QStringList(QStringLiteral("final_cause")));
    QCOMPARE(m_fixture->origin.requestCount(), 0);
    const Run forced = m_ctl->json(words("retry --all --include-final --wait --patience 0"));
    QCOMPARE(forced.code, 0);
    QCOMPARE(m_fixture->origin.requestCount(page.images.at(0)), 1);
    QCOMPARE(m_fixture->origin.requestCount(), 1);
}

void TestCtlRetry::requestsStoredImagesOnRequest()
{
    const ListingPage page = add(QStringLiteral("a"), 2);
    importAll();
    heal();
    const Run run = m_ctl->json(
        words("retry --all-images --step backfill_images --wait --patience 0 --vehicle") << id(page.slug));
    QCOMPARE(run.code, 0);
    QCOMPARE(m_fixture->origin.requestCount(), 2);
    QCOMPARE(m_ctl->number(QStringLiteral("SELECT count(*) FROM vehicle_images")), 2);
}

void TestCtlRetry::startsAfterTheUndoWindow()
{
    const ListingPage page = add(QStringLiteral("a"), 2);
    m_fixture->origin.setFault(page.images.at(0), Fault::withStatus(500));
    importAll();
    heal();
    const Run run = m_ctl->json(words("retry --all --undo-window 2"));
    QCOMPARE(run.code, 0);
    QCOMPARE(m_ctl->run(words("worker --until-empty --patience 0")).code, 1); // it is not time yet
    QCOMPARE(m_fixture->origin.requestCount(), 0);
    QCOMPARE(m_ctl->run(words("worker --until-empty --patience 5")).code, 0);
    QCOMPARE(m_fixture->origin.requestCount(), 1);
}

void TestCtlRetry::queuesForTheWorker()
{
    const ListingPage page = add(QStringLiteral("a"), 2);
    m_fixture->origin.setFault(page.images.at(0), Fault::withStatus(500));
    importAll();
    heal();
    const Run queued = m_ctl->run(words("retry --all"));
    QCOMPARE(queued.code, 0);
    QVERIFY2(queued.out.contains("queued for the worker"), queued.out.constData());
    QCOMPARE(m_fixture->origin.requestCount(), 0);
    const Run worker = m_ctl->json(words("worker --until-empty --patience 0 --concurrency 1"));
    QCOMPARE(worker.code, 0);
    QCOMPARE(number(worker, "claimed"), 1);
    QCOMPARE(number(worker, "succeeded"), 1);
    QCOMPARE(number(worker, "released"), 0);
    QCOMPARE(m_fixture->origin.requestCount(), 1);
}

void TestCtlRetry::waitsAsLongAsItsPatience()
{
    const ListingPage page = add(QStringLiteral("a"), 1);
    m_fixture->origin.setFault(page.images.at(0), Fault::withStatus(500, 2));
    importAll();
    m_ctl->set(QStringLiteral("retry.base_ms"), QStringLiteral("1000"));
    // The second try fails; the third falls due within the patience and succeeds.
    const Run run = m_ctl->json(words("retry --all --wait --patience 5"));
    QCOMPARE(run.code, 0);
    QCOMPARE(number(run, "succeeded"), 1);
    QCOMPARE(m_fixture->origin.requestCount(page.images.at(0)), 3);
}

void TestCtlRetry::countsWhatWaits()
{
    const ListingPage page = add(QStringLiteral("a"), 1);
    m_fixture->origin.setFault(page.images.at(0), Fault::withStatus(500));
    importAll();
    QElapsedTimer timer;
    timer.start();
    const Run run = m_ctl->json(words("retry --all --wait --patience 0"));
    QCOMPARE(run.code, 1);
    QVERIFY(timer.elapsed() < 10000); // the next try is in an hour
    QCOMPARE(number(run, "planned"), 1);
    QCOMPARE(number(run, "succeeded"), 0);
    QCOMPARE(number(run, "failed") + number(run, "held"), 1);
    QCOMPARE(number(m_ctl->json(words("queue")), "pending"), 1);
    const Run worker = m_ctl->run(words("worker --until-empty --patience 0"));
    QCOMPARE(worker.code, 1);
    QVERIFY2(worker.out.contains("1 step(s) stay queued"), worker.out.constData());
}

void TestCtlRetry::endsAfterMaxSeconds()
{
    QElapsedTimer timer;
    timer.start();
    const Run run = m_ctl->json(words("worker --max-seconds 1"));
    QCOMPARE(run.code, 0);
    QVERIFY(timer.elapsed() >= 1000);
    QVERIFY(timer.elapsed() < 8000);
}

void TestCtlRetry::readsAVinFromAText_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<bool>("found17");
    QTest::addColumn<QString>("best");
    QTest::newRow("a VIN") << "VIN: WDBBA48D9JA087816" << true << "WDBBA48D9JA087816";
    QTest::newRow("nothing") << "It has a new clutch." << false << "";
}

void TestCtlRetry::readsAVinFromAText()
{
    QFETCH(QString, given);
    QFETCH(bool, found17);
    QFETCH(QString, best);
    add(QStringLiteral("a"), 1);
    importAll();
    heal();
    const QString vehicle = id(QStringLiteral("a"));
    const Run run = m_ctl->json(
        {QStringLiteral("vin"), QStringLiteral("--vehicle"), vehicle, QStringLiteral("--text"), given});
    QCOMPARE(run.code, 0);
    QCOMPARE(mismatch(run.json(), R"({"success": "bool", "vehicle_id": "string", "found_any": "bool",
        "found_17": "bool", "best_candidate": "string?", "candidate_count": "number", "updated_vin": "bool"})"),
             QString());
    QCOMPARE(run.json().value(QLatin1String("vehicle_id")).toString(), vehicle);
    QCOMPARE(run.json().value(QLatin1String("found_17")).toBool(), found17);
    QCOMPARE(run.json().value(QLatin1String("found_any")).toBool(), !best.isEmpty());
    QCOMPARE(run.json().value(QLatin1String("updated_vin")).toBool(), !best.isEmpty());
    QCOMPARE(run.json().value(QLatin1String("best_candidate")).toString(), best);
    QCOMPARE(m_ctl->text(QStringLiteral("SELECT vin FROM vehicles")), best);
    QCOMPARE(m_fixture->origin.requestCount(), 0);
    QCOMPARE(number(m_ctl->json(words("queue")), "pending"), 0);
}

void TestCtlRetry::readsAVinFromAFile()
{
    add(QStringLiteral("a"), 1);
    importAll();
    m_ctl->write(QStringLiteral("text"), "The plate reads\nChassis: WDBBA48D9JA087816\n");
    const Run run = m_ctl->run(words("vin --text-file text --vehicle") << id(QStringLiteral("a")));
    QCOMPARE(run.code, 0);
    QCOMPARE(run.out, QByteArray("WDBBA48D9JA087816\n"));
}

void TestCtlRetry::readsTheVinOfThePageAgain()
{
    ListingPage page = add(QStringLiteral("a"), 1);
    page.chassis = QStringLiteral("WDBBA48D9JA087816");
    m_fixture->origin.addListing(page);
    importAll();
    heal();
    const Run run = m_ctl->json(words("vin --vehicle") << id(QStringLiteral("a")));
    QCOMPARE(run.code, 0);
    QCOMPARE(run.json().value(QLatin1String("best_candidate")).toString(),
             QStringLiteral("WDBBA48D9JA087816"));
    QCOMPARE(run.json().value(QLatin1String("updated_vin")).toBool(), false); // it had it already
    QCOMPARE(m_fixture->origin.requestCount(), 0);
}

QTEST_GUILESS_MAIN(TestCtlRetry)
#include "tst_ctlretry.moc"
