// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "core/clock.h"
#include "db/batchstore.h"
#include "db/pagestore.h"
#include "db/queuestore.h"
#include "db/readpool.h"
#include "db/settingstore.h"

#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::ErrorCode;
using core::Step;

namespace {

//! Bytes that do not shrink, so that a page needs room.
QByteArray noise(int size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    quint32 state = 1;
    for (char &byte : bytes) {
        state = state * 1664525 + 1013904223;
        byte = static_cast<char>(state >> 24);
    }
    return bytes;
}

//! The file may not grow any more: what SQLite reports then is what it reports on a full disk.
void fillDisk(TestWorkspace &workspace, int sparePages = 0)
{
    workspace.run(
        u"PRAGMA max_page_count = %1"_s.arg(workspace.value(u"PRAGMA page_count"_s).toInt() + sparePages));
}

void addQueue(TestWorkspace &workspace, int vehicles)
{
    for (int i = 1; i <= vehicles; ++i)
        workspace.addQueued(workspace.addVehicle(i), Step::ExtractVin);
}

const QString kByStatus = u"SELECT status, count(*) FROM scrape_retry_queue GROUP BY 1 ORDER BY 1"_s;

//! In a child process whose files may not grow: the exit code says what came of a large page.
int writeWithFileLimit(const QString &path)
{
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN); // write() fails with EFBIG instead
        auto connection = db::Connection::open(path);
        if (!connection)
            _exit(100);
        const rlimit limit = {64 * 1024, 64 * 1024};
        setrlimit(RLIMIT_FSIZE, &limit);
        const auto saved = db::PageStore(**connection).save(u"v1"_s, u"u"_s, noise(1000000), "http", at());
        _exit(saved ? 101 : static_cast<int>(saved.error().code));
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

class TestDisk : public QObject
{
    Q_OBJECT

private slots:
    void aFullDiskKeepsTheQueue();
    void aFullDiskRollsATransactionBack();
    void aFullDiskIsNoticedByWhatReturnsRows();
    void aFileThatMayNotGrowIsAStorageError();
    void aBusyDatabaseIsAConflict_data();
    void aBusyDatabaseIsAConflict();
    void readersGoOnWhileOneWrites();
    void aReadOnlyDatabaseIsAStorageError();
    void aFileWithoutPermissionsIsAStorageError_data();
    void aFileWithoutPermissionsIsAStorageError();
    void aDamagedFileIsAnErrorNotACrash();
    void aDroppedTransactionLeavesNothing();
    void readsOfThePoolAreAnswered();
};

void TestDisk::aFullDiskKeepsTheQueue()
{
    TestWorkspace workspace;
    addQueue(workspace, 20);
    const QStringList before = workspace.rows(u"SELECT * FROM scrape_retry_queue"_s);
    fillDisk(workspace);
    const auto saved =
        db::PageStore(workspace.connection()).save(u"v1"_s, u"u"_s, noise(500000), "http", at());
    QVERIFY(!saved);
    QCOMPARE(saved.error().code, ErrorCode::Storage);
    QVERIFY2(saved.error().message.contains(u"disk is full"_s), qPrintable(saved.error().message));
    QVERIFY(saved.error().message.contains(workspace.path()));
    QCOMPARE(workspace.rows(u"SELECT * FROM scrape_retry_queue"_s), before);

    workspace.run(u"PRAGMA max_page_count = 100000"_s); // room was made
    must(db::PageStore(workspace.connection()).save(u"v1"_s, u"u"_s, noise(500000), "http", at()));
    QCOMPARE(must(db::QueueStore(workspace.connection()).claim({true, {}}, 100, u"w"_s, at(), at(60))).size(),
             std::size_t(20));
    QCOMPARE(workspace.value(u"PRAGMA integrity_check"_s).toString(), u"ok"_s);
}

void TestDisk::aFullDiskRollsATransactionBack()
{
    TestWorkspace workspace;
    addQueue(workspace, 1);
    fillDisk(workspace, 2);
    const auto done = db::inTransaction(workspace.connection(), [&]() -> core::Result<void> {
        must(db::SettingStore(workspace.connection()).set(u"k"_s, u"v"_s));
        const auto saved =
            db::PageStore(workspace.connection()).save(u"v1"_s, u"u"_s, noise(500000), "http", at());
        return saved ? core::Result<void>() : saved.error();
    });
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::Storage);
    QVERIFY(must(db::SettingStore(workspace.connection()).all()).isEmpty());
    must(db::inTransaction(workspace.connection(),
                           [&] { return db::SettingStore(workspace.connection()).set(u"k"_s, u"w"_s); }));
}

void TestDisk::aFullDiskIsNoticedByWhatReturnsRows()
{
    // Claims, requests and cancels return rows before SQLite commits; a commit that fails must not pass for a
    // lease.
    TestWorkspace workspace;
    addQueue(workspace, 300);
    workspace.run(
        u"INSERT INTO retry_batches (id, kind, starts_at, created_at) VALUES ('b', 'retry', 't', 't')"_s);
    workspace.run(u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
    if (!QFile::exists(workspace.path() + u"-wal"_s))
        QSKIP("This file system has no write-ahead log.");
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        auto connection = db::Connection::open(workspace.path());
        if (!connection)
            _exit(100);
        const rlimit limit = {4096, 4096}; // the log may not grow
        setrlimit(RLIMIT_FSIZE, &limit);
        db::QueueStore queue(**connection);
        const auto jobs = queue.claim({true, {}}, 300, u"w"_s, at(), at(60));
        if (jobs || jobs.error().code != ErrorCode::Storage)
            _exit(1);
        db::QueueRequest request;
        request.vehicleId = u"v1"_s;
        request.at = at();
        request.reason = u"r"_s;
        const auto queued = queue.enqueue(request, at());
        _exit(!queued && queued.error().code == ErrorCode::Storage ? 0 : 2);
    }
    int status = 0;
    waitpid(child, &status, 0);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
    QCOMPARE(workspace.rows(kByStatus), QStringList(u"pending|300"_s));
}

void TestDisk::aFileThatMayNotGrowIsAStorageError()
{
    TestWorkspace workspace;
    addQueue(workspace, 5);
    QCOMPARE(writeWithFileLimit(workspace.path()), static_cast<int>(ErrorCode::Storage));
    QCOMPARE(workspace.rows(kByStatus), QStringList(u"pending|5"_s));
    QCOMPARE(workspace.value(u"SELECT count(*) FROM page_blobs"_s).toInt(), 0);
    QCOMPARE(workspace.value(u"PRAGMA integrity_check"_s).toString(), u"ok"_s);
}

void TestDisk::aBusyDatabaseIsAConflict_data()
{
    QTest::addColumn<bool>("inTransaction");
    QTest::newRow("a single statement") << false;
    QTest::newRow("the begin of a transaction") << true;
}

void TestDisk::aBusyDatabaseIsAConflict()
{
    QFETCH(bool, inTransaction);
    TestWorkspace workspace;
    const auto other = workspace.another();
    must(other->run(u"PRAGMA busy_timeout = 0"_s)); // do not wait in a test
    workspace.run(u"BEGIN IMMEDIATE"_s);
    const auto write = [&] { return db::SettingStore(*other).set(u"k"_s, u"v"_s); };
    const auto written = inTransaction ? db::inTransaction(*other, write) : write();
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Busy);
    QVERIFY2(written.error().message.contains(u"busy"_s), qPrintable(written.error().message));
    workspace.run(u"COMMIT"_s);
    must(write());
}

void TestDisk::readersGoOnWhileOneWrites()
{
    TestWorkspace workspace;
    const auto reader = workspace.another();
    must(reader->run(u"PRAGMA busy_timeout = 0"_s));
    workspace.run(u"BEGIN IMMEDIATE"_s);
    must(db::SettingStore(workspace.connection()).set(u"k"_s, u"v"_s));
    QVERIFY(must(db::SettingStore(*reader).all()).isEmpty());
    workspace.run(u"COMMIT"_s);
    QCOMPARE(must(db::SettingStore(*reader).all()).size(), 1);
}

void TestDisk::aReadOnlyDatabaseIsAStorageError()
{
    TestWorkspace workspace;
    addQueue(workspace, 1);
    workspace.run(u"PRAGMA query_only = ON"_s);
    const auto set = db::SettingStore(workspace.connection()).set(u"k"_s, u"v"_s);
    QVERIFY(!set);
    QCOMPARE(set.error().code, ErrorCode::Storage);
    QVERIFY2(set.error().message.contains(u"read-only"_s), qPrintable(set.error().message));
    const auto claimed = db::QueueStore(workspace.connection()).claim({true, {}}, 1, u"w"_s, at(), at(60));
    QVERIFY(!claimed);
    QCOMPARE(claimed.error().code, ErrorCode::Storage);
}

void TestDisk::aFileWithoutPermissionsIsAStorageError_data()
{
    QTest::addColumn<int>("mode");
    QTest::newRow("a file that may only be read") << 0444;
    QTest::newRow("a file that may not even be read") << 0;
}

void TestDisk::aFileWithoutPermissionsIsAStorageError()
{
    QFETCH(int, mode);
    TestWorkspace workspace;
    const QString copy = workspace.filePath(u"copy.retrydesk"_s);
    QVERIFY(QFile::copy(workspace.path(), copy));
    const QByteArray folder = QFileInfo(copy).path().toLocal8Bit();
    QCOMPARE(chmod(copy.toLocal8Bit().constData(), static_cast<mode_t>(mode)), 0);
    QCOMPARE(chmod(folder.constData(), 0555), 0);
    const pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && setuid(65534) != 0) // permissions do not bind root
            _exit(200);
        const auto connection = db::Connection::open(copy);
        const auto set = connection ? db::SettingStore(**connection).set(u"k"_s, u"v"_s) : connection.error();
        _exit(set ? 201 : static_cast<int>(set.error().code));
    }
    int status = 0;
    waitpid(child, &status, 0);
    chmod(folder.constData(), 0755);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), static_cast<int>(ErrorCode::Storage));
}

void TestDisk::aDamagedFileIsAnErrorNotACrash()
{
    TestWorkspace workspace;
    addQueue(workspace, 200);
    const QString path = workspace.filePath(u"damaged.retrydesk"_s);
    workspace.run(u"VACUUM INTO ?"_s, {path});
    QByteArray bytes = fileBytes(path);
    const int size = workspace.value(u"PRAGMA page_size"_s).toInt();
    workspace.run(u"ATTACH ? AS copy"_s, {path});
    const QStringList roots = workspace.rows(
        u"SELECT rootpage FROM copy.sqlite_schema WHERE tbl_name = 'scrape_retry_queue' AND rootpage > 0"_s);
    workspace.run(u"DETACH copy"_s);
    QVERIFY(roots.size() > 3);
    for (const QString &root : roots)
        bytes.replace((root.toInt() - 1) * size, size, noise(size));
    writeFile(path, bytes);
    const auto connection = must(db::Connection::open(path));
    db::QueueStore queue(*connection);
    const auto listed = queue.list(1000);
    QVERIFY(!listed);
    QCOMPARE(listed.error().code, ErrorCode::Database);
    QVERIFY2(listed.error().message.contains(u"damaged"_s), qPrintable(listed.error().message));
    const auto claimed = queue.claim({true, {}}, 1000, u"w"_s, at(), at(60));
    QVERIFY(!claimed);
    QCOMPARE(claimed.error().code, ErrorCode::Database);
    QVERIFY(must(db::SettingStore(*connection).all()).isEmpty()); // what is whole can be read
}

void TestDisk::aDroppedTransactionLeavesNothing()
{
    TestWorkspace workspace;
    {
        db::Transaction transaction(workspace.connection());
        must(transaction.begin());
        must(db::SettingStore(workspace.connection()).set(u"k"_s, u"v"_s));
    }
    QVERIFY(must(db::SettingStore(workspace.connection()).all()).isEmpty());
    const auto done = db::inTransaction(workspace.connection(), [&]() -> core::Result<int> {
        must(db::SettingStore(workspace.connection()).set(u"k"_s, u"v"_s));
        return core::Error{ErrorCode::Cancelled, u"no"_s, {}};
    });
    QVERIFY(!done);
    QVERIFY(must(db::SettingStore(workspace.connection()).all()).isEmpty());
    QCOMPARE(must(db::inTransaction(workspace.connection(),
                                    [&]() -> core::Result<int> {
                                        must(db::SettingStore(workspace.connection()).set(u"k"_s, u"v"_s));
                                        return 7;
                                    })),
             7);
    QCOMPARE(must(db::SettingStore(workspace.connection()).all()).size(), 1);
}

void TestDisk::readsOfThePoolAreAnswered()
{
    TestWorkspace workspace;
    must(db::SettingStore(workspace.connection()).set(u"k"_s, u"v"_s));
    using Values = QHash<QString, QString>;
    std::vector<QFuture<core::Result<Values>>> futures;
    {
        db::ReadPool pool(workspace.path());
        for (int i = 0; i < 50; ++i) {
            futures.push_back(
                pool.run<Values>([](db::Connection &connection, QPromise<core::Result<Values>> &) {
                    return db::SettingStore(connection).all();
                }));
        }
        for (auto &future : futures)
            QCOMPARE(must(future.result()).value(u"k"_s), u"v"_s);
    }
    db::ReadPool nowhere(workspace.filePath(u"none"_s));
    const auto missing = nowhere
                             .run<Values>([](db::Connection &connection, QPromise<core::Result<Values>> &) {
                                 return db::SettingStore(connection).all();
                             })
                             .result();
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(TestDisk)
#include "tst_disk.moc"
