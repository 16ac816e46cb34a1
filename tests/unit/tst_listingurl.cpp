// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/listingurl.h"

#include <QtTest>

using core::Site;
using namespace Qt::StringLiterals;

class TestListingUrl : public QObject
{
    Q_OBJECT

private slots:
    void canonical_data();
    void canonical();
    void noUrl_data();
    void noUrl();
    void sites_data();
    void sites();
    void hosts_data();
    void hosts();
};

void TestListingUrl::canonical_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const QString x = u"https://bringatrailer.com/listing/x"_s;
    QTest::newRow("as it is") << x << x;
    QTest::newRow("a trailing slash") << u"https://bringatrailer.com/listing/x/"_s << x;
    QTest::newRow("many trailing slashes") << u"https://bringatrailer.com/listing/x///"_s << x;
    QTest::newRow("a link to a comment") << u"https://bringatrailer.com/listing/x/#comment-123"_s << x;
    QTest::newRow("a query") << u"https://bringatrailer.com/listing/x/?utm_source=a&b=/c/"_s << x;
    QTest::newRow("a long query") << QString(x + u"/?u="_s + QString(3000, u'y')) << x;
    QTest::newRow("an older scheme") << u"http://bringatrailer.com/listing/x"_s << x;
    QTest::newRow("www and upper case") << u"HTTPS://WWW.BringATrailer.COM/listing/x"_s << x;
    QTest::newRow("no scheme") << u"bringatrailer.com/listing/x"_s << x;
    QTest::newRow("only two slashes") << u"//www.bringatrailer.com/listing/x"_s << x;
    QTest::newRow("the default port") << u"https://bringatrailer.com:443/listing/x"_s << x;
    QTest::newRow("the default port of http") << u"http://bringatrailer.com:80/listing/x"_s << x;
    QTest::newRow("blanks around") << u" \t https://bringatrailer.com/listing/x\r\n"_s << x;
    QTest::newRow("a user in front") << u"https://me:secret@bringatrailer.com/listing/x"_s << x;
    QTest::newRow("a dot at the end of the host") << u"https://bringatrailer.com./listing/x"_s << x;
    QTest::newRow("steps in the path") << u"https://bringatrailer.com/a/../listing/./x"_s << x;
    QTest::newRow("a host that only looks known")
        << u"https://bringatrailer.com@evil.example/listing/x"_s << u"https://evil.example/listing/x"_s;
    QTest::newRow("a mirror keeps its scheme and port")
        << u"http://127.0.0.1:8123/listing/x/"_s << u"http://127.0.0.1:8123/listing/x"_s;
    QTest::newRow("a mirror without a scheme")
        << u"localhost:8123/listing/x"_s << u"https://localhost:8123/listing/x"_s;
    QTest::newRow("an address of version 6")
        << u"http://[::1]:8123/listing/x"_s << u"http://[::1]:8123/listing/x"_s;
    QTest::newRow("the path keeps its case") << u"https://carsandbids.com/auctions/3gvwNPwG/A-b"_s
                                             << u"https://carsandbids.com/auctions/3gvwNPwG/A-b"_s;
    QTest::newRow("percent signs are stable")
        << u"https://x.example/caf%C3%A9%2Fa%20b"_s << u"https://x.example/caf%C3%A9%2Fa%20b"_s;
    QTest::newRow("letters beyond ASCII") << u"https://x.example/café"_s << u"https://x.example/caf%C3%A9"_s;
    QTest::newRow("a broken percent sign") << u"https://x.example/100%"_s << u"https://x.example/100%25"_s;
    QTest::newRow("an international host")
        << u"https://Bücher.example/x"_s << u"https://xn--bcher-kva.example/x"_s;
    QTest::newRow("nothing but a host") << u"https://bringatrailer.com/"_s << u"https://bringatrailer.com"_s;
    QTest::newRow("www alone is a name") << u"https://www.com/x"_s << u"https://www.com/x"_s;
}

void TestListingUrl::canonical()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto url = core::canonicalListingUrl(text);
    QVERIFY2(url, url ? "" : qPrintable(url.error().message));
    QCOMPARE(*url, expected);
    const auto again = core::canonicalListingUrl(*url);
    QVERIFY(again);
    QCOMPARE(*again, *url);
}

void TestListingUrl::noUrl_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("blanks") << u"  "_s;
    QTest::newRow("a word") << u"porsche"_s;
    QTest::newRow("a sentence") << u"see bringatrailer.com for more"_s;
    QTest::newRow("a script") << u"javascript:alert(1)"_s;
    QTest::newRow("a script with slashes") << u"javascript://bringatrailer.com/listing/x"_s;
    QTest::newRow("a file") << u"file:///etc/passwd"_s;
    QTest::newRow("a path") << u"/listing/x/"_s;
    QTest::newRow("ftp") << u"ftp://bringatrailer.com/listing/x"_s;
    QTest::newRow("mail") << u"mailto:somebody@bringatrailer.com"_s;
    QTest::newRow("data") << u"data:text/html,x"_s;
    QTest::newRow("a blank inside") << u"https://bringatrailer.com/listing/a b"_s;
    QTest::newRow("a line feed inside") << u"https://bringatrailer.com/listing/a\nb"_s;
    QTest::newRow("a zero inside") << QString(u"https://bringatrailer.com/listing/a"_s + QChar(0) + u'b');
    QTest::newRow("a direction mark inside")
        << QString(u"https://bringatrailer.com/listing/a"_s + QChar(0x202e) + u'b');
    QTest::newRow("a backslash") << u"https:\\\\bringatrailer.com\\listing"_s;
    QTest::newRow("no host") << u"https:///listing/x"_s;
    QTest::newRow("only dots") << u"https://../x"_s;
    QTest::newRow("a port that is none") << u"https://bringatrailer.com:99999/listing/x"_s;
    QTest::newRow("too long when its letters are escaped")
        << QString(u"https://x.example/"_s + QString(2000, QChar(0x8eca)));
    QTest::newRow("ten thousand characters")
        << QString(u"https://bringatrailer.com/listing/"_s + QString(10'000, u'a'));
}

void TestListingUrl::noUrl()
{
    QFETCH(QString, text);
    const auto url = core::canonicalListingUrl(text);
    QVERIFY2(!url, url ? qPrintable(*url) : "");
    QCOMPARE(url.error().code, core::ErrorCode::Usage);
    QVERIFY(!url.error().message.isEmpty());
    QVERIFY(url.error().detail.size() <= 200);
}

void TestListingUrl::sites_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<Site>("site");
    QTest::addColumn<bool>("listing");
    QTest::newRow("a listing") << u"https://bringatrailer.com/listing/1999-x/"_s << Site::BringATrailer
                               << true;
    QTest::newRow("without a scheme, with www")
        << u"www.bringatrailer.com/listing/x#comment-1"_s << Site::BringATrailer << true;
    QTest::newRow("the list of auctions")
        << u"https://bringatrailer.com/auctions/"_s << Site::BringATrailer << false;
    QTest::newRow("a make") << u"https://bringatrailer.com/porsche/"_s << Site::BringATrailer << false;
    QTest::newRow("listing without a name")
        << u"https://bringatrailer.com/listing/"_s << Site::BringATrailer << false;
    QTest::newRow("below a listing") << u"https://bringatrailer.com/listing/x/contact/"_s
                                     << Site::BringATrailer << false;
    QTest::newRow("the other site") << u"https://carsandbids.com/auctions/3gvwNPwG/1995-toyota"_s
                                    << Site::CarsAndBids << true;
    QTest::newRow("the other site without a name")
        << u"https://carsandbids.com/auctions/3gvwNPwG"_s << Site::CarsAndBids << true;
    QTest::newRow("the other site's past auctions")
        << u"https://carsandbids.com/past-auctions/"_s << Site::CarsAndBids << false;
    QTest::newRow("a mirror") << u"http://127.0.0.1:99/listing/x"_s << Site::Unknown << true;
    QTest::newRow("a host that ends alike")
        << u"https://evilbringatrailer.com/other"_s << Site::Unknown << false;
    QTest::newRow("a host that begins alike")
        << u"https://bringatrailer.com.evil.example/other"_s << Site::Unknown << false;
    QTest::newRow("no URL") << u"javascript:1"_s << Site::Unknown << false;
}

void TestListingUrl::sites()
{
    QFETCH(QString, url);
    QTEST(core::siteOf(url), "site");
    QTEST(core::isListingPath(url), "listing");
    QCOMPARE(core::siteName(core::siteOf(url)).isEmpty(), core::siteOf(url) == Site::Unknown);
}

void TestListingUrl::hosts_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("host");
    QTest::newRow("a name") << u"https://Media.CarsAndBids.com/a?b#c"_s << u"media.carsandbids.com"_s;
    QTest::newRow("www stays") << u"https://www.example.com/"_s << u"www.example.com"_s;
    QTest::newRow("the scheme's port goes") << u"http://a.example:80/"_s << u"a.example"_s;
    QTest::newRow("another port stays") << u"http://127.0.0.1:8123/x"_s << u"127.0.0.1:8123"_s;
    QTest::newRow("the other scheme's port stays") << u"https://a.example:80/"_s << u"a.example:80"_s;
    const QString label = u"abcdefghi."_s;
    QTest::newRow("as long as can be") << QString(u"https://"_s + label.repeated(25) + u"abcde/"_s)
                                       << QString(label.repeated(25) + u"abcde"_s);
    QTest::newRow("longer") << QString(u"https://"_s + label.repeated(25) + u"abcdef/"_s) << QString();
    QTest::newRow("no URL") << u"nothing"_s << QString();
}

void TestListingUrl::hosts()
{
    QFETCH(QString, url);
    QTEST(core::hostOf(url), "host");
}

QTEST_GUILESS_MAIN(TestListingUrl)
#include "tst_listingurl.moc"
