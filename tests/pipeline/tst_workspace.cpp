// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "db/migrator.h"
#include "db/settingstore.h"
#include "deskfixture.h"
#include "pipeline/imageplace.h"
#include "support/originfixture.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFutureWatcher>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using core::ErrorCode;
using pipeline::Workspace;
using pipetest::answer;
using pipetest::Desk;
using pipetest::done;
using testsupport::Fault;
using testsupport::ListingPage;
using testsupport::OriginFixture;

namespace {

QString urlOf(const OriginFixture &fixture, const ListingPage &page)
{
    return fixture.origin.baseUrl() + page.path();
}

QStringList addCars(OriginFixture &fixture, int cars, int images)
{
    QStringList urls;
    for (int i = 0; i < cars; ++i)
        urls.append(urlOf(fixture, fixture.addListing(u"car-%1"_s.arg(i), images)));
    return urls;
}

pipeline::ImportRequest urlRequest(const QStringList &urls, bool images = true)
{
    pipeline::ImportRequest request;
    request.urls = urls;
    request.images = images;
    return request;
}

pipeline::WorkerOptions untilEmpty()
{
    pipeline::WorkerOptions options;
    options.untilEmpty = true;
    options.patienceSeconds = 0;
    return options;
}

} // namespace

//! What both programs open: creating, opening, sharing, closing, and what is told while it works.
class TestWorkspace : public QObject
{
    Q_OBJECT

private slots:
    void creates();
    void createsInFoldersThatAreNotThere();
    void createKeepsAnExistingWorkspace();
    void createRefuses_data();
    void createRefuses();
    void aPictureIsOnlyLookedAt();
    void openRefuses_data();
    void openRefuses();
    void refusesANewerSchema();
    void aVanishedImageFolder();
    void readsWhileItWrites();
    void closesQuicklyInTheMiddleOfAnImport();
    void closesInTheMiddleOfAReport();
    void changesAreGathered();
    void progressAndBatchAreTold();
    void aBatchIsTakenBackWithinItsUndoWindow();
    void aRunningBatchIsCancelled();
    void unknownIdsAreNamed();
    void settingsAreValidated_data();
    void settingsAreValidated();
    void settingsAreKept();
    void changesOfOthersReachAWorker();
    void changesOfOptionsAreInTheAudit();
    void twoWorkspacesWorkOneQueue();
    void twoWorkspacesImportTheSame();
};

void TestWorkspace::creates()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"new.retrydesk"_s);
    const auto info = dbtest::must(Workspace::create(path, {}));
    QCOMPARE(info.path, path);
    QCOMPARE(info.images, folder.filePath(u"new.images"_s));
    QCOMPARE(info.schemaVersion, db::headSchemaVersion());
    QVERIFY(QDir(info.images).exists());
    const auto workspace = dbtest::must(Workspace::open(path));
    QCOMPARE(workspace->info().images, info.images);
    QVERIFY(!workspace->isWorking());
    QCOMPARE(done(workspace->counts({})).vehicles, 0);
}

void TestWorkspace::createsInFoldersThatAreNotThere()
{
    QTemporaryDir folder;
    const QString images = folder.filePath(u"x/y/pictures"_s);
    const auto info = dbtest::must(Workspace::create(folder.filePath(u"a/b/c.retrydesk"_s), images));
    QCOMPARE(info.images, images);
    QVERIFY(QDir(images).exists());
    QCOMPARE(pipeline::imagesSetting(core::Settings(), {}, u"~/cars"_s),
             QString(QDir::homePath() + u"/cars"_s));
}

void TestWorkspace::createKeepsAnExistingWorkspace()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"w.retrydesk"_s);
    const auto first = dbtest::must(Workspace::create(path, folder.filePath(u"pictures"_s)));
    auto rows = dbtest::openQuick(path);
    dbtest::must(rows->run(u"INSERT INTO vehicles (id) VALUES ('kept')"_s));
    const auto second = dbtest::must(Workspace::create(path, {}));
    QCOMPARE(second.images, first.images);
    QCOMPARE(done(dbtest::must(Workspace::open(path))->counts({})).vehicles, 1);
}

void TestWorkspace::createRefuses_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("images");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("a folder below a file") << u"file/w.retrydesk"_s << QString() << ErrorCode::Storage;
    QTest::newRow("images below a file") << u"w.retrydesk"_s << u"%/file/images"_s << ErrorCode::Storage;
    QTest::newRow("a bucket without keys") << u"w.retrydesk"_s << u"s3://bucket"_s << ErrorCode::Usage;
    QTest::newRow("a project without an address")
        << u"w.retrydesk"_s << u"supabase://b"_s << ErrorCode::Usage;
    QTest::newRow("a place of no kind") << u"w.retrydesk"_s << u"ftp://host/x"_s << ErrorCode::Usage;
    QTest::newRow("a file that is no database") << u"text"_s << QString() << ErrorCode::Schema;
    QTest::newRow("somebody else's database") << u"foreign"_s << QString() << ErrorCode::Schema;
}

void TestWorkspace::createRefuses()
{
    QFETCH(QString, path);
    QFETCH(QString, images);
    QTemporaryDir folder;
    dbtest::writeFile(folder.filePath(u"file"_s), "x");
    dbtest::writeFile(folder.filePath(u"text"_s), QByteArray(5000, 'x'));
    dbtest::must(dbtest::openQuick(folder.filePath(u"foreign"_s), true)->run(u"CREATE TABLE theirs (a)"_s));
    const QStringList before = pipetest::filesBelow(folder.path());
    const auto created = Workspace::create(folder.filePath(path), images.replace(u'%', folder.path()),
                                           core::Secrets(QProcessEnvironment()));
    QVERIFY(!created);
    QTEST(created.error().code, "code");
    QVERIFY2(created.error().message.endsWith(u'.'), qPrintable(created.error().message));
    QCOMPARE(pipetest::filesBelow(folder.path()), before);
}

void TestWorkspace::aPictureIsOnlyLookedAt()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"p.retrydesk"_s);
    dbtest::must(Workspace::create(path, {}));
    auto rows = dbtest::openQuick(path);
    dbtest::must(rows->run(u"INSERT INTO vehicles (id) VALUES ('v1')"_s));
    dbtest::must(db::SettingStore(*rows).set(u"picture.of"_s, u"postgresql://host/db"_s));
    dbtest::must(db::SettingStore(*rows).set(u"picture.at"_s, core::toTimeText(dbtest::at())));
    const auto workspace = dbtest::must(Workspace::open(path));
    QVERIFY(workspace->info().picture.has_value());
    QCOMPARE(done(workspace->counts({})).total, 1);
    pipeline::PlanRequest request;
    request.vehicleIds = {u"v1"_s};
    const pipeline::Plan plan = done(workspace->plan(request));
    for (const auto &error :
         {workspace->startBatch(plan, {}).result().error(),
          workspace->setSetting(u"net.per_host"_s, u"3"_s).result().error(),
          workspace->import(urlRequest({u"https://bringatrailer.com/listing/x"_s})).result().error()}) {
        QCOMPARE(error.code, ErrorCode::Usage);
        QVERIFY(error.message.contains(u"a picture of postgresql://host/db"_s));
    }
    QSignalSpy stopped(workspace.get(), &Workspace::workerStopped);
    workspace->startWorker({});
    QVERIFY(stopped.wait() && stopped.first().first().value<pipeline::WorkerReport>().error.has_value());
}

void TestWorkspace::openRefuses_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("a file that is not there") << u"nowhere"_s << ErrorCode::NotFound;
    QTest::newRow("a file that is no database") << u"text"_s << ErrorCode::Schema;
    QTest::newRow("somebody else's database") << u"foreign"_s << ErrorCode::Schema;
    QTest::newRow("a folder") << u"."_s << ErrorCode::Schema;
    QTest::newRow("a database with nothing in it") << u"empty"_s << ErrorCode::Empty;
}

void TestWorkspace::openRefuses()
{
    QFETCH(QString, name);
    QTemporaryDir folder;
    dbtest::writeFile(folder.filePath(u"text"_s), QByteArray(5000, 'x'));
    dbtest::writeFile(folder.filePath(u"empty"_s), {});
    dbtest::must(dbtest::openQuick(folder.filePath(u"foreign"_s), true)->run(u"CREATE TABLE theirs (a)"_s));
    const auto opened = Workspace::open(folder.filePath(name));
    QVERIFY(!opened);
    QTEST(opened.error().code, "code");
    QVERIFY2(opened.error().message.contains(folder.path()), qPrintable(opened.error().message));
    QVERIFY(!QFile::exists(folder.filePath(u"nowhere"_s)));
    QCOMPARE(dbtest::fileBytes(folder.filePath(u"text"_s)), QByteArray(5000, 'x'));
}

void TestWorkspace::refusesANewerSchema()
{
    Desk desk;
    desk.close();
    desk.rows().run(u"PRAGMA user_version = 999"_s);
    const auto opened = Workspace::open(desk.path());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Schema);
    QCOMPARE(desk.count(u"PRAGMA user_version"_s), 999);
}

void TestWorkspace::aVanishedImageFolder()
{
    OriginFixture fixture;
    Desk desk;
    (void)desk.import(urlRequest(addCars(fixture, 2, 3), false));
    QVERIFY(QDir(desk.imageFolder()).removeRecursively());
    desk.close();
    desk.open(); // looking is possible
    QCOMPARE(done(desk->counts({})).total, 2);
    const auto batch = done(desk->startBatch(done(desk->plan({})), {}));
    const auto report = desk.work();
    QVERIFY(report.error);
    QCOMPARE(report.error->code, ErrorCode::Storage);
    QVERIFY2(report.error->message.contains(desk.imageFolder()), qPrintable(report.error->message));
    QVERIFY(!desk->isWorking());
    QCOMPARE(done(desk->batch(batch)).state, db::BatchState::Running);
    QVERIFY(desk.import(urlRequest({u"https://bringatrailer.com/listing/x"_s})).error);
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_retry_queue WHERE status = 'pending'"_s), 2);
    QVERIFY(!QDir(desk.imageFolder()).exists());

    QVERIFY(QDir().mkpath(desk.imageFolder())); // the disk is back
    QVERIFY(!desk.work().error);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicle_images"_s), 6);
}

void TestWorkspace::readsWhileItWrites()
{
    OriginFixture fixture;
    const QStringList urls = addCars(fixture, 12, 8);
    Desk desk;
    const auto import = desk->import(urlRequest(urls));
    int reads = 0;
    qint64 longest = 0;
    while (!import.isFinished()) {
        QElapsedTimer timer;
        timer.start();
        const auto counts = done(desk->counts({}));
        const auto page = done(desk->failures({}));
        (void)done(desk->queueRows(50));
        for (const auto &row : page.rows)
            QVERIFY(row.storedCount <= row.expectedCount);
        QVERIFY(counts.total <= counts.vehicles);
        longest = qMax(longest, timer.elapsed());
        ++reads;
    }
    QCOMPARE(done(import).created, 12);
    QVERIFY(reads > 3);
    QVERIFY2(longest < 2000, qPrintable(QString::number(longest))); // never the whole of the import
    QCOMPARE(desk.imageProblems(), QStringList());
}

void TestWorkspace::closesQuicklyInTheMiddleOfAnImport()
{
    OriginFixture fixture;
    const QStringList urls = addCars(fixture, 6, 10);
    // Three of the four requests that a host is asked at once hang; one goes on, whatever the order.
    for (int i = 3; i < 6; ++i)
        fixture.origin.setFault(u"/wp-content/uploads/2026/05/car-%1_3.jpg"_s.arg(i),
                                Fault::of(Fault::Kind::Hang));
    Desk desk;
    const auto import = desk->import(urlRequest(urls));
    QTRY_VERIFY(desk.count(u"SELECT count(*) FROM vehicle_images"_s) > 5);
    QElapsedTimer timer;
    timer.start();
    desk.close();
    QVERIFY2(timer.elapsed() < 4000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(import.isFinished()); // whoever waits for it hears of it
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_retry_queue WHERE status = 'running'"_s), 0);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 6);
    QCOMPARE(desk.imageProblems(), QStringList());

    fixture.origin.clearFaults();
    desk.open();
    (void)desk.retry();
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicle_images"_s), 60);
    QCOMPARE(desk.imageProblems(), QStringList());
}

void TestWorkspace::closesInTheMiddleOfAReport()
{
    Desk desk;
    for (int i = 0; i < 3000; ++i)
        desk.rows().addVehicle(i);
    const auto report = desk->exportFailures({.file = desk.filePath(u"r.csv"_s)});
    const auto counts = desk->counts({});
    desk.close();
    QVERIFY(report.isFinished());
    QVERIFY(counts.isFinished());
}

void TestWorkspace::changesAreGathered()
{
    OriginFixture fixture;
    const QStringList urls = addCars(fixture, 20, 6);
    Desk desk;
    QSignalSpy changed(&desk.workspace(), &Workspace::vehiclesChanged);
    QSignalSpy progress(&desk.workspace(), &Workspace::workerProgress);
    QElapsedTimer timer;
    timer.start();
    (void)done(desk->import(urlRequest(urls)));
    QSet<QString> told;
    QTRY_VERIFY(!changed.isEmpty());
    const auto allTold = [&] {
        for (const auto &arguments : changed) {
            for (const QString &id : arguments.at(0).toStringList())
                told.insert(id);
        }
        return told.size() == 20;
    };
    QTRY_VERIFY(allTold());
    const qint64 most = timer.elapsed() / 200 + 1;
    QVERIFY2(changed.size() <= most, qPrintable(u"%1 in %2 ms"_s.arg(changed.size()).arg(timer.elapsed())));
    QVERIFY(progress.size() <= most);
}

void TestWorkspace::progressAndBatchAreTold()
{
    OriginFixture fixture;
    Desk desk;
    (void)desk.import(urlRequest(addCars(fixture, 4, 5), false));
    QSignalSpy batches(&desk.workspace(), &Workspace::batchChanged);
    QSignalSpy progress(&desk.workspace(), &Workspace::workerProgress);
    const QString id = done(desk->startBatch(done(desk->plan({})), {}));
    const auto report = desk.work();
    QCOMPARE(report.claimed, 4);
    QCOMPARE(report.succeeded, 4);
    QTRY_VERIFY(!batches.isEmpty() &&
                batches.last().at(0).value<db::BatchRow>().state == db::BatchState::Done);
    const auto last = batches.last().at(0).value<db::BatchRow>();
    QCOMPARE(last.id, id);
    QCOMPARE(last.planned, 4);
    QCOMPARE(last.done(), 4);
    QCOMPARE(last.succeeded, 4);
    QCOMPARE(last.imagesStored, 20);
    QTRY_VERIFY(!progress.isEmpty()); // told at its own pace
    QTRY_COMPARE(progress.last().at(0).value<pipeline::WorkerProgress>().images, 20);
}

void TestWorkspace::aBatchIsTakenBackWithinItsUndoWindow()
{
    OriginFixture fixture;
    Desk desk;
    (void)desk.import(urlRequest(addCars(fixture, 2, 2), false));
    fixture.origin.log().clear();
    const auto before = desk.rows().rows(u"SELECT status, step_name FROM scrape_retry_queue ORDER BY 1, 2"_s);
    const QString id = done(desk->startBatch(done(desk->plan({})), {60}));
    QCOMPARE(done(desk->batch(id)).state, db::BatchState::Waiting);
    QCOMPARE(desk.work().claimed, 0); // nothing before the window is over
    done(desk->cancelBatch(id));
    const auto status = done(desk->batch(id));
    QCOMPARE(status.state, db::BatchState::Cancelled);
    QCOMPARE(status.cancelled, 2);
    QCOMPARE(fixture.origin.requestCount(), 0);
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_retry_queue WHERE status IN ('pending', 'running')"_s),
             0);
}

void TestWorkspace::aRunningBatchIsCancelled()
{
    OriginFixture fixture;
    Desk desk;
    (void)desk.import(urlRequest(addCars(fixture, 3, 4), false));
    fixture.origin.setFault(u"/wp-content/*"_s, Fault::of(Fault::Kind::Hang));
    fixture.origin.log().clear();
    const QString id = done(desk->startBatch(done(desk->plan({})), {}));
    QSignalSpy stopped(&desk.workspace(), &Workspace::workerStopped);
    desk->startWorker(untilEmpty());
    QTRY_VERIFY(fixture.origin.requestCount() > 0);
    done(desk->cancelBatch(id));
    QTRY_COMPARE(stopped.size(), 1);
    const auto status = done(desk->batch(id));
    QCOMPARE(status.state, db::BatchState::Cancelled);
    QCOMPARE(status.cancelled, 3);
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_steps WHERE step_name = 'backfill_images'"_s), 0);
}

void TestWorkspace::unknownIdsAreNamed()
{
    Desk desk;
    QCOMPARE(answer(desk->vehicle(u"nobody"_s)).error().code, ErrorCode::NotFound);
    QCOMPARE(answer(desk->batch(u"none"_s)).error().code, ErrorCode::NotFound);
    QCOMPARE(answer(desk->cancelBatch(u"none"_s)).error().code, ErrorCode::NotFound);
    QCOMPARE(answer(desk->setting(u"no.such"_s)).error().code, ErrorCode::Usage);
    QVERIFY(done(desk->failuresById({u"nobody"_s})).empty());
}

void TestWorkspace::settingsAreValidated_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::newRow("an unknown key") << u"net.speed"_s << u"1"_s;
    QTest::newRow("no number") << u"net.per_host"_s << u"many"_s;
    QTest::newRow("below the least") << u"net.per_host"_s << u"0"_s;
    QTest::newRow("above the most") << u"net.per_host"_s << u"65"_s;
    QTest::newRow("not finite") << u"net.rate_per_host"_s << u"nan"_s;
    QTest::newRow("empty") << u"retry.max_attempts"_s << QString();
    QTest::newRow("a heartbeat longer than a third of the lease") << u"queue.heartbeat_ms"_s << u"30000"_s;
}

void TestWorkspace::settingsAreValidated()
{
    QFETCH(QString, key);
    QFETCH(QString, value);
    Desk desk;
    const qint64 before = desk.count(u"SELECT count(*) FROM workspace_settings"_s);
    const auto set = answer(desk->setSetting(key, value));
    QVERIFY(!set);
    QCOMPARE(set.error().code, ErrorCode::Usage);
    QVERIFY2(set.error().message.endsWith(u'.'), qPrintable(set.error().message));
    QCOMPARE(desk.count(u"SELECT count(*) FROM workspace_settings"_s), before);
}

void TestWorkspace::settingsAreKept()
{
    Desk desk;
    done(desk->setSetting(u"retry.max_attempts"_s, u" 7 "_s));
    QCOMPARE(done(desk->setting(u"retry.max_attempts"_s)), u"7"_s);
    QCOMPARE(done(desk->setting(u"retry.cap_ms"_s)), u"3600000"_s);
    desk.close();
    desk.open();
    QCOMPARE(done(desk->setting(u"retry.max_attempts"_s)), u"7"_s);
}

//! A setting and a policy that another process changes hold for a worker that is under way.
void TestWorkspace::changesOfOthersReachAWorker()
{
    OriginFixture fixture;
    const QStringList urls = addCars(fixture, 3, 2);
    fixture.origin.setFault(u"/listing/*"_s, testsupport::Fault::withStatus(500));
    Desk desk;
    desk->startWorker({});
    const auto second = dbtest::must(Workspace::open(desk.path()));
    core::PolicyTable policies = done(desk->policies());
    dbtest::must(policies.set(core::Cause::ServerError, u"retry"_s, u"never"_s));
    done(second->setPolicies(policies));
    done(second->setSetting(u"retry.max_attempts"_s, u"9"_s));
    QTest::qWait(1500); // a worker looks once a second
    (void)desk.import(urlRequest(urls, false));
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_retry_queue WHERE status = 'dead' AND "
                        "cause = 'server_error' AND max_retries = 8"_s),
             3);
}

//! Who changed what, from what: in the audit, and only when it was changed.
void TestWorkspace::changesOfOptionsAreInTheAudit()
{
    Desk desk;
    done(desk->setSetting(u"retry.max_attempts"_s, u"7"_s));
    QVERIFY(!answer(desk->setSetting(u"retry.max_attempts"_s, u"0"_s)));
    core::PolicyTable policies = done(desk->policies());
    dbtest::must(policies.set(core::Cause::Timeout, u"max_attempts"_s, u"2"_s));
    dbtest::must(policies.set(core::Cause::Dns, u"retry"_s, u"never"_s));
    done(desk->setPolicies(policies));
    QStringList entries;
    for (const db::AuditRow &row : done(desk->audit(10)))
        entries.append(u"%1 %2 %3: %4"_s.arg(row.action, row.filter).arg(row.items).arg(row.result));
    QCOMPARE(entries.at(0),
             u"policies.set  2: timeout.max_attempts default → 2; dns.retry backoff → never"_s);
    QCOMPARE(entries.at(1), u"config.set retry.max_attempts 1: 4 → 7"_s);
    QVERIFY(!entries.mid(2).join(u'|').contains(u"retry.max_attempts"_s));

    // Both or none: without a line of the audit nothing is changed.
    desk.rows().refuse(u"INSERT"_s, u"audit_log"_s, u"NEW.action IS NOT NULL"_s, u"no"_s);
    QVERIFY(!answer(desk->setSetting(u"retry.max_attempts"_s, u"3"_s)));
    QVERIFY(!answer(desk->tripHost(u"down.example"_s, std::nullopt, {})));
    QCOMPARE(done(desk->setting(u"retry.max_attempts"_s)), u"7"_s);
    QCOMPARE(desk.count(u"SELECT count(*) FROM circuit_breakers WHERE state <> 'closed'"_s), 0);
}

//! Two engines on one database: each step takes effect once.
void TestWorkspace::twoWorkspacesWorkOneQueue()
{
    OriginFixture fixture;
    const QStringList urls = addCars(fixture, 16, 6);
    Desk desk;
    (void)desk.import(urlRequest(urls, false));
    const auto second = dbtest::must(Workspace::open(desk.path()));
    const QString batch = done(desk->startBatch(done(desk->plan({})), {}));
    QSignalSpy here(&desk.workspace(), &Workspace::workerStopped);
    QSignalSpy there(second.get(), &Workspace::workerStopped);
    desk->startWorker(untilEmpty());
    second->startWorker(untilEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(here.size() + there.size(), 2, 20'000);
    qint64 claimed = 0;
    qint64 succeeded = 0;
    for (const auto *spy : {&here, &there}) {
        const auto report = spy->at(0).at(0).value<pipeline::WorkerReport>();
        QVERIFY(!report.error);
        claimed += report.claimed;
        succeeded += report.succeeded;
    }
    QCOMPARE(claimed, 16);
    QCOMPARE(succeeded, 16);
    for (const auto &page : fixture.origin.listings()) {
        for (const QString &path : page.images)
            QCOMPARE(fixture.origin.requestCount(path), 1);
    }
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicle_images"_s), 96);
    QCOMPARE(desk.count(u"SELECT count(*) FROM scrape_steps WHERE step_name = 'backfill_images'"_s), 16);
    QCOMPARE(done(desk->batch(batch)).imagesStored, 96);
    QCOMPARE(desk.imageProblems(), QStringList());
}

void TestWorkspace::twoWorkspacesImportTheSame()
{
    OriginFixture fixture;
    const QStringList urls = addCars(fixture, 10, 4);
    Desk desk;
    const auto second = dbtest::must(Workspace::open(desk.path()));
    const auto here = desk->import(urlRequest(urls));
    const auto there = second->import(urlRequest(urls));
    const auto first = done(here);
    const auto other = done(there);
    QCOMPARE(first.created + other.created, 10);
    QCOMPARE(first.updated + other.updated, 10);
    QCOMPARE(first.withFailures + other.withFailures, 0);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicles"_s), 10);
    QCOMPARE(desk.count(u"SELECT count(*) FROM vehicle_images"_s), 40);
    for (const auto &page : fixture.origin.listings()) {
        for (const QString &path : page.images)
            QCOMPARE(fixture.origin.requestCount(path), 1);
    }
    QCOMPARE(desk.imageProblems(), QStringList());
}

QTEST_GUILESS_MAIN(TestWorkspace)
#include "tst_workspace.moc"
