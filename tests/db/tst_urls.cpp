// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "core/clock.h"
#include "core/listingurl.h"
#include "db/vehiclestore.h"

#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;

//! The keys and hosts that the database makes of addresses, whoever writes them.
class TestUrls : public QObject
{
    Q_OBJECT

private slots:
    void hostsOfUrls_data();
    void hostsOfUrls();
    void urlsFindTheirVehicle_data();
    void urlsFindTheirVehicle();
    void urlKeysAreThoseOfTheProgram();
    void aReplacedRowTakesNobodysUrl();
    void addressesTooLongForAnIndex();
};

void TestUrls::hostsOfUrls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("host");
    QTest::newRow("a plain URL") << u"https://bringatrailer.com/listing/x/"_s << u"bringatrailer.com"_s;
    QTest::newRow("www. in front") << u"https://www.bringatrailer.com/x"_s << u"bringatrailer.com"_s;
    QTest::newRow("www. that is the domain stays") << u"https://www.de/x"_s << u"www.de"_s;
    QTest::newRow("www. in the middle stays") << u"https://awww.example.com/x"_s << u"awww.example.com"_s;
    QTest::newRow("upper case") << u"HTTPS://WWW.Example.COM/X"_s << u"example.com"_s;
    QTest::newRow("no path but a query") << u"https://example.com?x=1"_s << u"example.com"_s;
    QTest::newRow("no path but a fragment") << u"https://example.com#x"_s << u"example.com"_s;
    QTest::newRow("a port of its own") << u"http://127.0.0.1:8080/listing/x"_s << u"127.0.0.1:8080"_s;
    QTest::newRow("the scheme's own port") << u"https://example.com:443/x"_s << u"example.com"_s;
    QTest::newRow("no scheme") << u"example.com/x"_s << u"example.com"_s;
    QTest::newRow("a user name and password are not kept")
        << u"https://me:secret@example.com/x"_s << u"example.com"_s;
    QTest::newRow("a URL as a query value")
        << u"https://example.com?u=https://other.com/"_s << u"example.com"_s;
    QTest::newRow("no URL") << QString() << QString();
}

void TestUrls::hostsOfUrls()
{
    QFETCH(QString, url);
    QFETCH(QString, host);
    TestWorkspace workspace;
    workspace.addVehicle(1, {}, {{u"discovery_url"_s, url.isEmpty() ? QVariant() : QVariant(url)}});
    QCOMPARE(workspace.value(u"SELECT host FROM vehicle_scrape_state"_s).toString(), host);
}

void TestUrls::urlsFindTheirVehicle_data()
{
    QTest::addColumn<QString>("stored");
    QTest::addColumn<QString>("asked");
    QTest::addColumn<bool>("found");

    const QString canonical = u"https://bringatrailer.com/listing/1990-porsche-911"_s;
    const auto row = [&](const char *name, const char *stored, const QString &asked, bool found) {
        QTest::newRow(name) << QString::fromUtf8(stored) << asked << found;
    };
    row("the canonical form itself", "https://bringatrailer.com/listing/1990-porsche-911", canonical, true);
    row("a trailing slash", "https://bringatrailer.com/listing/1990-porsche-911/", canonical, true);
    row("several trailing slashes", "https://bringatrailer.com/listing/1990-porsche-911///", canonical, true);
    row("www. in front", "https://www.bringatrailer.com/listing/1990-porsche-911/", canonical, true);
    row("http", "http://bringatrailer.com/listing/1990-porsche-911/", canonical, true);
    row("upper case in the host", "HTTPS://WWW.BringATrailer.COM/listing/1990-porsche-911/", canonical, true);
    row("upper case in the path", "https://bringatrailer.com/listing/1990-Porsche-911/", canonical, true);
    row("a fragment to a comment", "https://bringatrailer.com/listing/1990-porsche-911/#comment-12345",
        canonical, true);
    row("a query", "https://bringatrailer.com/listing/1990-porsche-911/?utm_source=x&y=/a/", canonical, true);
    static const QByteArray longQuery =
        "https://bringatrailer.com/listing/1990-porsche-911/?u=" + QByteArray(3000, 'x');
    row("a long query", longQuery.constData(), canonical, true);
    row("a query without a slash before it", "https://bringatrailer.com/listing/1990-porsche-911?utm=1",
        canonical, true);
    row("a fragment that holds a question mark", "https://bringatrailer.com/listing/1990-porsche-911/#a?b",
        canonical, true);
    row("a query that holds a URL", "https://bringatrailer.com/listing/1990-porsche-911/?u=https://x/#y",
        canonical, true);
    row("the scheme's own port", "https://bringatrailer.com:443/listing/1990-porsche-911/", canonical, true);
    row("a user name", "https://me@bringatrailer.com/listing/1990-porsche-911/", canonical, true);
    row("spaces around it", "  https://bringatrailer.com/listing/1990-porsche-911/\n", canonical, true);
    row("another listing", "https://bringatrailer.com/listing/1990-porsche-911-2/", canonical, false);
    row("another site", "https://bringatrailer.org/listing/1990-porsche-911/", canonical, false);
    row("a longer host", "https://notbringatrailer.com/listing/1990-porsche-911/", canonical, false);
    row("another scheme", "ftp://bringatrailer.com/listing/1990-porsche-911/", canonical, false);
    row("no URL at all", "listing/1990-porsche-911", canonical, false);
    row("a mirror on a port of its own", "http://127.0.0.1:8080/listing/x/",
        u"http://127.0.0.1:8080/listing/x"_s, true);
    row("another port", "http://127.0.0.1:8081/listing/x/", u"http://127.0.0.1:8080/listing/x"_s, false);
}

void TestUrls::urlsFindTheirVehicle()
{
    QFETCH(QString, stored);
    QFETCH(QString, asked);
    QFETCH(bool, found);
    for (const QString &column :
         {u"discovery_url"_s, u"listing_url"_s, u"bat_auction_url"_s, u"platform_url"_s}) {
        TestWorkspace workspace;
        const QString id = workspace.addVehicle(1, {}, {{column, stored}});
        db::VehicleStore vehicles(workspace.connection());
        for (const QString &form : {asked, QString(asked + u"/?q=1#f"_s)}) {
            const QString canonical = must(core::canonicalListingUrl(form));
            const auto known = must(vehicles.idByUrl(canonical));
            QCOMPARE(known.value_or(QString()), found ? id : QString());
        }
        if (found) { // what other programs write is found by its own canonical form too
            const auto known = must(vehicles.idByUrl(must(core::canonicalListingUrl(stored))));
            QCOMPARE(known.value_or(QString()), id);
        }
    }
}

void TestUrls::aReplacedRowTakesNobodysUrl()
{
    ON_SQLITE_ONLY();
    TestWorkspace workspace;
    workspace.addVehicle(1, {}, {{u"discovery_url"_s, u"https://h/a"_s}});
    workspace.addVehicle(2, {}, {{u"discovery_url"_s, u"https://h/b"_s}});
    // SQLite lends the outer statement's conflict rule to the statements inside triggers.
    workspace.run(u"INSERT OR REPLACE INTO vehicles (id, discovery_url) VALUES ('v2', 'https://www.h/a/')"_s);
    workspace.run(u"UPDATE OR REPLACE vehicles SET listing_url = 'http://h/a#x' WHERE id = 'v2'"_s);
    QCOMPARE(workspace.rows(u"SELECT vehicle_id FROM vehicle_urls WHERE url_key = 'h/a'"_s),
             QStringList(u"v1"_s));
    QCOMPARE(workspace.rows(u"SELECT failing, vehicles FROM failure_counters WHERE vehicles <> 0"_s),
             QStringList(u"7|2"_s));
}

void TestUrls::urlKeysAreThoseOfTheProgram()
{
    const QStringList hosts = {u"www.de"_s,      u"www.example.com"_s, u"WWW.Example.com"_s,
                               u"www.co.uk"_s,   u"www.www.de"_s,      u"www2.example.com"_s,
                               u"example.com"_s, u"localhost"_s,       u"www.localhost"_s,
                               u"127.0.0.1"_s,   u"awww.de"_s};
    const QStringList ports = {QString(), u":80"_s, u":443"_s, u":8080"_s};
    const QStringList paths = {QString(),      u"/"_s,      u"/listing/x"_s,         u"/listing/X//"_s,
                               u"/a?b=/c#d"_s, u"/a#b?c"_s, u"?q=http://www.x.de"_s, u"/www.de/y/"_s};
    TestWorkspace workspace;
    int number = 0;
    QStringList wrong;
    workspace.run(u"BEGIN"_s);
    for (const QString &scheme : {u"http://"_s, u"https://"_s, u"HTTPS://"_s}) {
        for (const QString &host : hosts) {
            for (const QString &port : ports) {
                for (const QString &path : paths) {
                    const QString url = scheme + host + port + path;
                    const QString canonical = must(core::canonicalListingUrl(url));
                    workspace.run(u"DELETE FROM vehicles"_s);
                    workspace.addVehicle(++number, {}, {{u"discovery_url"_s, url}});
                    const QString key = workspace.value(u"SELECT url_key FROM vehicle_urls"_s).toString();
                    if (key != canonical.mid(canonical.indexOf(u"://"_s) + 3).toLower())
                        wrong.append(url + u" -> "_s + key + u" instead of "_s + canonical);
                }
            }
        }
    }
    workspace.run(u"COMMIT"_s);
    QCOMPARE(wrong, QStringList());
}

//! In the columns of other programs: their writes are not disturbed.
void TestUrls::addressesTooLongForAnIndex()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    QString digits;
    for (int i = 0; i < 1500; ++i) // no compression makes it fit
        digits += core::newId().remove(u'-');
    workspace.run(u"UPDATE vehicles SET discovery_url = NULL, listing_url = 'https://h.example/%1', "
                  "bat_auction_url = 'https://h.example/a'"_s.arg(digits));
    QCOMPARE(must(db::VehicleStore(workspace.connection()).idByUrl(u"https://h.example/a"_s)),
             std::optional(u"v1"_s));
    workspace.run(u"UPDATE vehicles SET listing_url = 'https://%1/', bat_auction_url = NULL"_s.arg(digits));
    QCOMPARE(workspace.value(u"SELECT length(listing_url) FROM vehicles"_s).toInt(), digits.size() + 9);
    if (onPostgres()) // a host is a key of the queue
        QCOMPARE(workspace.value(u"SELECT host FROM vehicle_scrape_state"_s).toString(), QString());
}

QTEST_GUILESS_MAIN(TestUrls)
#include "tst_urls.moc"
