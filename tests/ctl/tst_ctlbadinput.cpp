// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"

#include "support/originfixture.h"

#include <QStringEncoder>
#include <QTest>

using namespace ctltest;
using namespace testsupport;

//! Files and URLs that are no input get one sentence and the right exit code, and nothing is written.
class TestCtlBadInput : public QObject
{
    Q_OBJECT

private slots:
    void refusesFilesThatAreNoInput_data();
    void refusesFilesThatAreNoInput();
    void refusesPagesThatAreNoListing_data();
    void refusesPagesThatAreNoListing();
    void readsPagesInOtherEncodings_data();
    void readsPagesInOtherEncodings();
    void readsListsInOtherEncodings_data();
    void readsListsInOtherEncodings();
    void skipsTheBadLinesOfAList();
    void refusesUrlsThatAreNone_data();
    void refusesUrlsThatAreNone();
    void reportsAPageOfAnUnknownSite();
    void reportsAnOriginThatIsDown();

private:
    QByteArray page();

    OriginFixture m_fixture;
};

namespace {

constexpr int kMegabyte = 1024 * 1024;

QByteArray binary()
{
    QByteArray bytes;
    for (int i = 0; i < 20'000; ++i)
        bytes.append(static_cast<char>((i * 197 + i / 7) & 0xff));
    return bytes;
}

QByteArray inEncoding(const QByteArray &page, QStringConverter::Encoding encoding)
{
    QStringEncoder encode(encoding, QStringConverter::Flag::WriteBom);
    return encode(QString::fromUtf8(page));
}

} // namespace

QByteArray TestCtlBadInput::page()
{
    ListingPage page = m_fixture.addListing(QStringLiteral("citro\u00ebn-ds"), 0);
    page.title = QStringLiteral("1971 Citro\u00ebn DS21");
    page.year = 1971;
    page.location = QStringLiteral("Orl\u00e9ans, France");
    return page.html(QStringLiteral("https://bringatrailer.com"));
}

void TestCtlBadInput::refusesFilesThatAreNoInput_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("no such page to read") << "extract absent" << QByteArray();
    QTest::newRow("no such page to import") << "import --html absent" << QByteArray();
    QTest::newRow("no such list") << "import --list absent" << QByteArray();
    QTest::newRow("no such text") << "vin --vehicle x --text-file absent" << QByteArray();
    QTest::newRow("a folder to read") << "extract ." << QByteArray();
    QTest::newRow("a folder to import") << "import --html ." << QByteArray();
    QTest::newRow("a folder as list") << "import --list ." << QByteArray();
    QTest::newRow("an empty page") << "import --html FILE" << QByteArray();
    QTest::newRow("an empty list") << "import --list FILE" << QByteArray();
    QTest::newRow("a list of blanks") << "import --list FILE" << QByteArray(" \n\t\r\n \n");
    QTest::newRow("a list of comments") << "import --list FILE" << QByteArray("# one\n\n  # two\n");
    QTest::newRow("a binary list") << "import --list FILE" << binary();
    QTest::newRow("a page of 60 MB") << "import --html FILE" << QByteArray(60 * kMegabyte, ' ');
    QTest::newRow("a list of 60 MB") << "import --list FILE" << QByteArray(60 * kMegabyte, '#');
    QTest::newRow("a page that is no index as list")
        << "import --list FILE" << QByteArray("<html><p>x</html>");
    QTest::newRow("a page with a URL that is none") << "import --html FILE --url nonsense" << page();
    QTest::newRow("a page to read with such a URL") << "extract FILE --url nonsense" << page();
}

void TestCtlBadInput::refusesFilesThatAreNoInput()
{
    QFETCH(QString, command);
    QFETCH(QByteArray, bytes);
    const Ctl ctl;
    QCOMPARE(ctl.run(words("init")).code, 0);
    ctl.write(QStringLiteral("FILE"), bytes);
    const Run run = ctl.run(command.split(u' '));
    QCOMPARE(run.code, 2);
    QCOMPARE(run.out, QByteArray());
    QCOMPARE(run.complaintAboutError(), QString());
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicles")), 0);
}

void TestCtlBadInput::refusesPagesThatAreNoListing_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isUsage"); // for import: not even tried
    QTest::newRow("an empty file") << QByteArray() << true;
    QTest::newRow("a binary file") << binary() << false;
    QTest::newRow("a text") << QByteArray("Hello world") << false;
    QTest::newRow("a page of 60 MB") << page() + QByteArray(60 * kMegabyte, ' ') << true;
    QTest::newRow("a page of another site") << QByteArray("<html><title>News</title><p>None</html>") << false;
    QTest::newRow("a page cut off in the middle") << page().left(page().size() / 2) << false;
    QTest::newRow("a challenge") << QByteArray(
                                        "<html><title>Just a moment...</title><div id=challenge-form></html>")
                                 << false;
}

void TestCtlBadInput::refusesPagesThatAreNoListing()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isUsage);
    const Ctl ctl;
    QCOMPARE(ctl.run(words("init")).code, 0);
    ctl.write(QStringLiteral("page.html"), bytes);
    const Run run = ctl.json(words("extract page.html"));
    QCOMPARE(run.code, 1);
    QCOMPARE(mismatch(run.json(), R"({"listing": "bool", "reason": "string"})"), QString());
    QCOMPARE(run.json().value(QLatin1String("listing")).toBool(), false);
    QCOMPARE(run.complaintAboutError(), QString());
    QVERIFY(ctl.run(words("extract page.html")).out.startsWith("no listing"));

    const Run import = ctl.json(words("import --html page.html"));
    QCOMPARE(import.code, isUsage ? 2 : 1);
    if (!isUsage) {
        QCOMPARE(import.json().value(QLatin1String("action")).toString(), QStringLiteral("skipped"));
        QVERIFY(!import.json().value(QLatin1String("reason")).toString().isEmpty());
    }
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicles")), 0);
}

void TestCtlBadInput::readsPagesInOtherEncodings_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray utf8 = page();
    QTest::newRow("UTF-8") << utf8;
    QTest::newRow("UTF-8 with its mark") << inEncoding(utf8, QStringConverter::Utf8);
    QTest::newRow("UTF-16, little endian") << inEncoding(utf8, QStringConverter::Utf16LE);
    QTest::newRow("UTF-16, big endian") << inEncoding(utf8, QStringConverter::Utf16BE);
    QTest::newRow("Latin-1") << QString::fromUtf8(utf8).toLatin1();
}

void TestCtlBadInput::readsPagesInOtherEncodings()
{
    QFETCH(QByteArray, bytes);
    const Ctl ctl;
    ctl.write(QStringLiteral("page.html"), bytes);
    const Run run = ctl.json(words("extract page.html"));
    QCOMPARE(run.code, 0);
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(run.json().value(QLatin1String("title")).toString(), QStringLiteral("1971 Citro\u00ebn DS21"));
    QCOMPARE(run.json().value(QLatin1String("location")).toString(), QStringLiteral("Orl\u00e9ans, France"));
    QCOMPARE(run.json().value(QLatin1String("year")).toInt(), 1971);
}

void TestCtlBadInput::readsListsInOtherEncodings_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray url = m_fixture.origin.baseUrl().toUtf8() + "/listing/absent-a";
    const QByteArray list = "# made by hand\r\n\r\n" + url + "\r\n  " + url + "/?utm=1#comment-2 \r\n";
    QTest::newRow("Windows line ends") << list;
    QTest::newRow("UTF-8 with its mark") << inEncoding(url, QStringConverter::Utf8);
    QTest::newRow("UTF-16, little endian") << inEncoding(list, QStringConverter::Utf16LE);
    QTest::newRow("UTF-16, big endian") << inEncoding(list, QStringConverter::Utf16BE);
    QTest::newRow("a comment in Latin-1") << QByteArray("# Citro\xebn\n" + url);
}

void TestCtlBadInput::readsListsInOtherEncodings()
{
    QFETCH(QByteArray, bytes);
    Ctl ctl;
    ctl.create();
    ctl.write(QStringLiteral("list"), bytes);
    const Run run = ctl.json(words("import --list list"));
    QCOMPARE(run.code, 1); // the origin has no such page
    QCOMPARE(run.json().value(QLatin1String("url")).toString(),
             QString(m_fixture.origin.baseUrl() + QStringLiteral("/listing/absent-a")));
}

void TestCtlBadInput::skipsTheBadLinesOfAList()
{
    Ctl ctl;
    ctl.create();
    const QString good =
        m_fixture.origin.url(m_fixture.addListing(QStringLiteral("good"), 1).path()).toString();
    ctl.write(QStringLiteral("list"), "not a url\n" + good.toUtf8() +
                                          "\nftp://example.com/x\njavascript:alert(1)\n" +
                                          QByteArray(3000, 'x') + "\n");
    const Run run = ctl.json(words("import --list list"));
    QCOMPARE(run.code, 1);
    QCOMPARE(run.err, QByteArray());
    int skipped = 0;
    for (const QJsonObject &line : run.lines()) {
        if (line.value(QLatin1String("action")).toString() != QLatin1String("skipped"))
            continue;
        ++skipped;
        QCOMPARE(line.value(QLatin1String("reason")).toString(), QStringLiteral("bad_url"));
        QVERIFY(line.value(QLatin1String("message")).toString().size() > 20);
        QVERIFY(line.value(QLatin1String("vehicle_id")).isNull());
    }
    QCOMPARE(run.lines().size(), 5);
    QCOMPARE(skipped, 4);
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicles")), 1);
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicle_images")), 1);
}

void TestCtlBadInput::refusesUrlsThatAreNone_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("a word") << "nonsense";
    QTest::newRow("a sentence") << "not a url";
    QTest::newRow("another scheme") << "ftp://bringatrailer.com/listing/x";
    QTest::newRow("a script") << "javascript:alert(1)";
    QTest::newRow("a local file") << "file:///etc/passwd";
    QTest::newRow("no host") << "https:///listing/x";
    QTest::newRow("far too long") << QString(QStringLiteral("https://bringatrailer.com/") +
                                             QString(5000, u'x'));
}

void TestCtlBadInput::refusesUrlsThatAreNone()
{
    QFETCH(QString, url);
    const Ctl ctl;
    QCOMPARE(ctl.run(words("init")).code, 0);
    const Run run = ctl.run({QStringLiteral("import"), QStringLiteral("--url"), url});
    QCOMPARE(run.code, 2);
    QCOMPARE(run.out, QByteArray());
    QCOMPARE(run.complaintAboutError(), QString());
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicles")), 0);
}

void TestCtlBadInput::reportsAPageOfAnUnknownSite()
{
    Ctl ctl;
    ctl.create();
    m_fixture.origin.addResource(QStringLiteral("/news"), "text/html",
                                 "<html><title>News</title><p>Text</html>");
    const QString url = m_fixture.origin.url(QStringLiteral("/news")).toString();
    const Run run = ctl.json({QStringLiteral("import"), QStringLiteral("--url"), url});
    QCOMPARE(run.code, 1);
    QCOMPARE(run.json().value(QLatin1String("action")).toString(), QStringLiteral("skipped"));
    QVERIFY(run.json().value(QLatin1String("message")).toString().size() > 20);
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicles")), 0);
}

void TestCtlBadInput::reportsAnOriginThatIsDown()
{
    Ctl ctl;
    ctl.create({QStringLiteral("retry.base_ms"), QStringLiteral("3600000")});
    OriginFixture gone;
    const QString url = gone.origin.url(gone.addListing(QStringLiteral("a"), 1).path()).toString();
    gone.origin.stop();
    const Run run = ctl.json({QStringLiteral("import"), QStringLiteral("--url"), url});
    QCOMPARE(run.code, 1);
    QCOMPARE(run.err, QByteArray());
    const QJsonValue fetch = run.json().value(QLatin1String("steps"))[QLatin1String("fetch_listing")];
    QCOMPARE(fetch[QLatin1String("status")].toString(), QStringLiteral("failed"));
    QCOMPARE(fetch[QLatin1String("cause")].toString(), QStringLiteral("connection"));
    // It is there, it says why, and it is tried again by itself.
    QCOMPARE(
        ctl.text(QStringLiteral("SELECT status FROM scrape_retry_queue WHERE step_name = 'fetch_listing'")),
        QStringLiteral("pending"));
    QVERIFY(ctl.run(words("failures --cause connection")).out.contains("1 of 1"));
}

QTEST_GUILESS_MAIN(TestCtlBadInput)
#include "tst_ctlbadinput.moc"
