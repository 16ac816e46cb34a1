// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "db/pagestore.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;
using db::PageStore;

namespace {

QByteArray randomBytes(int size)
{
    QRandomGenerator random(7);
    QByteArray bytes(size, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = static_cast<char>(random.generate());
    return bytes;
}

} // namespace

class TestPageStore : public QObject
{
    Q_OBJECT

private slots:
    void aPageComesBackAsItWas_data();
    void aPageComesBackAsItWas();
    void equalPagesAreStoredOnce();
    void theNewestPageIsTheLastThatWasSaved();
    void aVehicleWithoutAPageHasNone();
    void damageIsAnError_data();
    void damageIsAnError();
    void savingADamagedPageAgainMendsIt();
    void aPageOfNoVehicleIsRefused();
    void pagesAreCompressed();
};

void TestPageStore::aPageComesBackAsItWas_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("a page") << QByteArray("<html><body>1967 Ford</body></html>");
    QTest::newRow("an empty page") << QByteArray("");
    QTest::newRow("one byte") << QByteArray("x");
    QTest::newRow("bytes that are no text") << QByteArray("\xff\xfe\0\0\x80", 5);
    QTest::newRow("random bytes, which do not shrink") << randomBytes(300 * 1024);
    QTest::newRow("ten megabytes of the same") << QByteArray(10 * 1024 * 1024, 'a');
}

void TestPageStore::aPageComesBackAsItWas()
{
    QFETCH(QByteArray, bytes);
    TestWorkspace workspace;
    workspace.addVehicle(1);
    PageStore store(workspace.connection());
    const QString sha256 = must(store.save(u"v1"_s, u"https://h/a"_s, bytes, "http", at(5)));
    QCOMPARE(sha256,
             QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex()));
    const auto page = must(store.newest(u"v1"_s));
    QVERIFY(page);
    QCOMPARE(page->bytes, bytes);
    QCOMPARE(page->sha256, sha256);
    QCOMPARE(page->url, u"https://h/a"_s);
    QCOMPARE(page->fetchedAt, at(5));
    QCOMPARE(must(store.newestTime(u"v1"_s)), at(5));
}

void TestPageStore::equalPagesAreStoredOnce()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addVehicle(2);
    PageStore store(workspace.connection());
    const QString first = must(store.save(u"v1"_s, u"u"_s, "page", "http", at()));
    QCOMPARE(must(store.save(u"v2"_s, u"u"_s, "page", "file", at())), first);
    QVERIFY(must(store.save(u"v2"_s, u"u"_s, "another page", "file", at())) != first);
    QCOMPARE(workspace.value(u"SELECT count(*) FROM page_blobs"_s).toInt(), 2);
    QCOMPARE(workspace.value(u"SELECT count(*) FROM page_snapshots"_s).toInt(), 3);
}

void TestPageStore::theNewestPageIsTheLastThatWasSaved()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    PageStore store(workspace.connection());
    must(store.save(u"v1"_s, u"u"_s, "one", "http", at(100)));
    must(store.save(u"v1"_s, u"u"_s, "two", "http", at(50))); // the clock was set back
    QCOMPARE(must(store.newest(u"v1"_s))->bytes, QByteArray("two"));
    must(store.save(u"v1"_s, u"u"_s, "one", "http", at(200)));
    QCOMPARE(must(store.newest(u"v1"_s))->bytes, QByteArray("one"));
}

void TestPageStore::aVehicleWithoutAPageHasNone()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    QVERIFY(!must(PageStore(workspace.connection()).newest(u"v1"_s)));
    QVERIFY(!must(PageStore(workspace.connection()).newest(u"nobody"_s)));
    QVERIFY(!must(PageStore(workspace.connection()).newestTime(u"v1"_s)).isValid());
}

void TestPageStore::damageIsAnError_data()
{
    QTest::addColumn<QString>("damage");
    QTest::newRow("the bytes are no zstd") << QString(u"zstd = "_s + bytesSql("\x01\x11\x22\x33"));
    QTest::newRow("the bytes are gone") << QString(u"zstd = "_s + bytesSql({}));
    QTest::newRow("the bytes are cut off") << u"zstd = substr(zstd, 1, length(zstd) / 2)"_s;
    QTest::newRow("the size is too small") << u"size = 10"_s;
    QTest::newRow("the size is too large") << u"size = size + 1"_s;
    QTest::newRow("the size is negative") << u"size = -1"_s;
    QTest::newRow("the size would fill the memory") << u"size = 9000000000000000000"_s;
    QTest::newRow("the bytes are those of another page")
        << u"(size, zstd) = (SELECT size, zstd FROM page_blobs ORDER BY size LIMIT 1)"_s;
}

void TestPageStore::damageIsAnError()
{
    QFETCH(QString, damage);
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addVehicle(2);
    PageStore store(workspace.connection());
    must(store.save(u"v2"_s, u"u"_s, "short", "http", at()));
    const QString sha256 = must(store.save(u"v1"_s, u"u"_s, randomBytes(5000), "http", at()));
    workspace.run(u"UPDATE page_blobs SET "_s + damage + u" WHERE sha256 = ?"_s, {sha256});
    const auto page = store.newest(u"v1"_s);
    QVERIFY(!page);
    QCOMPARE(page.error().code, core::ErrorCode::Internal);
    QVERIFY(page.error().message.contains(u"fetch the listing again"_s));
    QCOMPARE(must(store.newest(u"v2"_s))->bytes, QByteArray("short"));
}

void TestPageStore::savingADamagedPageAgainMendsIt()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    PageStore store(workspace.connection());
    must(store.save(u"v1"_s, u"u"_s, "page", "http", at()));
    workspace.run(u"UPDATE page_blobs SET size = 3, zstd = "_s + bytesSql("?"));
    QVERIFY(!store.newest(u"v1"_s));
    must(store.save(u"v1"_s, u"u"_s, "page", "http", at(1))); // what the message advises
    QCOMPARE(must(store.newest(u"v1"_s))->bytes, QByteArray("page"));
}

void TestPageStore::aPageOfNoVehicleIsRefused()
{
    TestWorkspace workspace;
    const auto saved = PageStore(workspace.connection()).save(u"nobody"_s, u"u"_s, "page", "http", at());
    QVERIFY(!saved);
    QCOMPARE(saved.error().code, core::ErrorCode::NotFound);
}

void TestPageStore::pagesAreCompressed()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    must(PageStore(workspace.connection())
             .save(u"v1"_s, u"u"_s, QByteArray("<div class=\"item\">text</div>\n").repeated(4000), "file",
                   at()));
    QCOMPARE(workspace.value(u"SELECT length(zstd) * 20 < size FROM page_blobs"_s).toInt(), 1);
}

QTEST_GUILESS_MAIN(TestPageStore)
#include "tst_pagestore.moc"
