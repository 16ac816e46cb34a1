// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batpage.h"

#include "extract/document.h"
#include "extract/nesting.h"
#include "extract/pagetext.h"
#include "extract/reader.h"

#include <QElapsedTimer>
#include <QStringEncoder>
#include <QtTest>

using namespace testpages;
using namespace Qt::StringLiterals;
using core::Cause;

namespace {

QByteArray simplePage(const char *title, const char *body)
{
    return QByteArray("<!DOCTYPE html><html><head><title>") + title + "</title></head><body>" + body +
           "</body></html>";
}

QByteArray repeated(const QByteArray &part, int times)
{
    return part.repeated(times);
}

//! The default listing with a title that needs more than ASCII.
BatPage accentedPage()
{
    BatPage page;
    page.title = u"1957 Citroën 2CV “Écurie” – 425"_s;
    return page;
}

} // namespace

//! Pages that are no listing, files that are no page, and pages in odd encodings.
class TestRefusals : public QObject
{
    Q_OBJECT

private slots:
    void otherPages_data();
    void otherPages();
    void markupDecidesForAMirror();
    void cutAnywhereIsCutOff();
    void unclosedCommentsAreCutOff();
    void tooLargeIsNotParsed();
    void deepNestingDoesNotCrash_data();
    void deepNestingDoesNotCrash();
    void encodings_data();
    void encodings();
};

void TestRefusals::otherPages_data()
{
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<QString>("url");
    QTest::addColumn<Cause>("cause");
    QTest::addColumn<QString>("reason");
    const QString listing = u"https://bringatrailer.com/listing/x"_s;
    const QByteArray story = "<p>" + repeated("Words that fill a page. ", 30) + "</p>";
    QTest::newRow("an empty file") << QByteArray() << listing << Cause::Empty << u"empty_file"_s;
    QTest::newRow("white space") << QByteArray(" \r\n\t ") << listing << Cause::Empty << u"empty_file"_s;
    QTest::newRow("an image") << QByteArray("\xff\xd8\xff\xe0\0\x10JFIF", 10) << listing << Cause::NotAListing
                              << u"binary_file"_s;
    QTest::newRow("bytes without meaning")
        << QByteArray("\0\1\2\3\4\5\6\7\0\1\2", 11) << listing << Cause::NotAListing << u"binary_file"_s;
    QTest::newRow("a compressed page")
        << QByteArray("\x1f\x8b\x08\0\0\0", 6) << listing << Cause::NotAListing << u"binary_file"_s;
    QTest::newRow("a challenge") << simplePage("Just a moment...", "<form id='challenge-form'></form>")
                                 << listing << Cause::Blocked << u"challenge_page"_s;
    QTest::newRow("a challenge that was cut off")
        << QByteArray("<html><head><title>Just a moment...</title><body>") << listing << Cause::Blocked
        << u"challenge_page"_s;
    QTest::newRow("access denied") << simplePage("Access denied | bringatrailer.com", "") << QString()
                                   << Cause::Blocked << u"challenge_page"_s;
    QTest::newRow("a login page") << simplePage("Log In | Bring a Trailer",
                                                "<form><input type='password'></form>")
                                  << listing << Cause::Blocked << u"login_page"_s;
    QTest::newRow("a form that asks for a password")
        << simplePage("Bring a Trailer", "<form><input type=password></form>") << listing << Cause::Blocked
        << u"login_page"_s;
    QTest::newRow("page not found") << simplePage("Page not found | Bring a Trailer", story.constData())
                                    << listing << Cause::NotAListing << u"error_page"_s;
    QTest::newRow("a bad gateway") << simplePage("bringatrailer.com | 502: Bad gateway", "x") << listing
                                   << Cause::NotAListing << u"error_page"_s;
    QTest::newRow("an empty shell") << simplePage("2018 BMW M550i auction - Cars & Bids",
                                                  "<div id=root></div><script src=x></script>")
                                    << QString() << Cause::NotAListing << u"empty_shell"_s;
    QTest::newRow("the front page") << simplePage("Bring a Trailer", story.constData())
                                    << u"https://bringatrailer.com/"_s << Cause::NotAListing
                                    << u"index_page"_s;
    QTest::newRow("another site") << simplePage("1999 Porsche 911 for sale", story.constData())
                                  << u"https://dealer.example/1"_s << Cause::NotAListing << u"unknown_site"_s;
    QTest::newRow("plain text") << QByteArray("1999 Porsche 911, Chassis: 1ZZKA34D5PB501772") << QString()
                                << Cause::NotAListing << u"unknown_site"_s;
    QTest::newRow("JSON") << QByteArray("{\"title\":\"1999 Porsche 911\"}") << QString() << Cause::NotAListing
                          << u"unknown_site"_s;
    QTest::newRow("a listing without any title")
        << simplePage("Bring a Trailer", "<div class='essentials'><div class='item-seller'>x</div></div>")
        << listing << Cause::NotAListing << u"empty_shell"_s;
}

void TestRefusals::otherPages()
{
    QFETCH(QByteArray, page);
    QFETCH(QString, url);
    const auto reading = extract::readListing(page, url);
    QTEST(reasonOf(reading), "reason");
    QTEST(std::get<extract::Refusal>(reading).cause, "cause");
    QVERIFY(!std::get<extract::Refusal>(reading).message.isEmpty());
}

void TestRefusals::markupDecidesForAMirror()
{
    QCOMPARE(listingOf(BatPage().html(), u"http://127.0.0.1:8080/listing/x/"_s).make, u"Porsche"_s);
    // A page of the one site under an address of the other is neither.
    QVERIFY(reasonOf(extract::readListing(BatPage().html(),
                                          u"https://carsandbids.com/auctions/3Test8xY"_s)) != u"listing");
}

void TestRefusals::cutAnywhereIsCutOff()
{
    BatPage source;
    source.comments = u'[' + comment(u"bat-bid-reserve"_s, u"Sold on 3/20/26 for USD $33,000 to b"_s) + u']';
    const QByteArray page = source.html();
    const qsizetype last = page.lastIndexOf("</html>") + 6; // without the last bracket
    for (qsizetype at = last; at > 0; at -= 13) {
        const QString reason =
            reasonOf(extract::readListing(page.left(at), u"https://bringatrailer.com/listing/x"_s));
        QVERIFY2(reason == u"cut_off", qPrintable(QString::number(at) + u' ' + reason));
    }
    QCOMPARE(reasonOf(extract::readListing(page.left(last + 1), {})), u"listing"_s);
}

void TestRefusals::unclosedCommentsAreCutOff()
{
    BatPage source;
    source.comments = u"[{\"type\":\"bat-bid\""_s;
    const auto reading = testpages::read(source);
    QCOMPARE(reasonOf(reading), u"cut_off"_s);
    QCOMPARE(std::get<extract::Refusal>(reading).cause, Cause::Truncated);
}

void TestRefusals::tooLargeIsNotParsed()
{
    QByteArray page = BatPage().html();
    page.insert(page.indexOf("</body>"), QByteArray(extract::kMaxPageBytes, ' '));
    QElapsedTimer timer;
    timer.start();
    const auto reading = extract::readListing(page, {});
    QCOMPARE(reasonOf(reading), u"too_large"_s);
    QCOMPARE(std::get<extract::Refusal>(reading).cause, Cause::TooLarge);
    QVERIFY(timer.elapsed() < 200);
    QVERIFY(!extract::readIndex(page));
}

void TestRefusals::deepNestingDoesNotCrash_data()
{
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("divisions") << QByteArray("<div>");
    QTest::newRow("bold type") << QByteArray("<b>");
    QTest::newRow("lists") << QByteArray("<ul><li>");
    QTest::newRow("tables") << QByteArray("<table><tr><td>");
    QTest::newRow("unknown elements") << QByteArray("<x-y>");
    QTest::newRow("closed by the wrong tag") << QByteArray("<div></span>");
    QTest::newRow("hidden from a simple count") << QByteArray("<div><!--></div>-->");
}

void TestRefusals::deepNestingDoesNotCrash()
{
    QFETCH(QByteArray, part);
    QElapsedTimer timer;
    timer.start();
    const QByteArray page =
        "<html><head><title>x</title></head><body>" + repeated(part, 100'000) + "</body></html>";
    const QString reason = reasonOf(extract::readListing(page, {}));
    QVERIFY(reason != u"listing");
    QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
    // Real pages are far from the limit.
    QVERIFY(extract::nestingDepth(BatPage().html()) < 30);
}

void TestRefusals::encodings_data()
{
    QTest::addColumn<QByteArray>("page");
    const QString text = QString::fromUtf8(accentedPage().html());
    const auto encoded = [&text](QStringConverter::Encoding encoding, bool mark) {
        QStringEncoder encoder(encoding,
                               mark ? QStringConverter::Flag::WriteBom : QStringConverter::Flag::Default);
        return QByteArray(encoder(text));
    };
    QByteArray windows;
    for (const QChar c : text) {
        const ushort unit = c.unicode();
        windows += unit < 0x100     ? char(unit)
                   : unit == 0x201c ? '\x93'
                   : unit == 0x201d ? '\x94'
                   : unit == 0x2013 ? '\x96'
                                    : '?';
    }
    QTest::newRow("UTF-8") << text.toUtf8();
    QTest::newRow("UTF-8 with a mark") << "\xef\xbb\xbf" + text.toUtf8();
    QTest::newRow("UTF-16, little endian, with a mark") << encoded(QStringConverter::Utf16LE, true);
    QTest::newRow("UTF-16, big endian, with a mark") << encoded(QStringConverter::Utf16BE, true);
    QTest::newRow("UTF-16 without a mark") << encoded(QStringConverter::Utf16LE, false);
    QTest::newRow("Windows-1252 that claims to be UTF-8") << windows;
    QTest::newRow("Windows-1252 as declared")
        << QByteArray(windows).replace("charset=\"utf-8\"", "charset=\"iso-8859-1\"");
}

void TestRefusals::encodings()
{
    QFETCH(QByteArray, page);
    QCOMPARE(listingOf(page).title, accentedPage().title);
    QCOMPARE(listingOf(page).make, u"Citroen"_s);
}

QTEST_GUILESS_MAIN(TestRefusals)
#include "tst_refusals.moc"
