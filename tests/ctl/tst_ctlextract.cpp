// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"

#include "support/originfixture.h"
#include "support/samples.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace ctltest;
using namespace testsupport;

//! The command extract over whole folders of pages: the exit code, the flag and the facts.
class TestCtlExtract : public QObject
{
    Q_OBJECT

private slots:
    void printsTheShapeOthersRelyOn();
    void printsTextForPeople();
    void needsNoWorkspace();
    void readsThePagesOfTheDemoOrigin();
    void readsTheSharedPages_data();
    void readsTheSharedPages();
};

namespace {

const char *const kListing =
    R"({"listing": "bool", "reason": "null", "url": "string?", "title": "string?", "year": "number?",
        "make": "string?", "model": "string?", "vin": "string?", "vin_kind": "string?", "vin_refused": "string?",
        "status": "string?", "sale_price": "number?", "currency": "string?", "high_bid": "number?",
        "sale_date": "string?", "mileage": "number?", "mileage_unit": "string?", "lot": "string?",
        "location": "string?", "seller": "string?", "buyer": "string?", "image_urls": ["string"]})";

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

//! What is wrong with what the program says of a sample; empty = nothing.
QString problemWith(const QJsonObject &facts, const ListingPage &page)
{
    if (const QString shape = mismatch(facts, kListing); !shape.isEmpty())
        return shape;
    const auto differs = [&facts](const char *name, const QJsonValue &expected) {
        return facts.value(QLatin1String(name)) != expected;
    };
    const core::VinReading vin = page.expectedVin();
    if (differs("title", page.title))
        return QStringLiteral("title");
    if (differs("year", page.year ? QJsonValue(*page.year) : QJsonValue()))
        return QStringLiteral("year");
    if (differs("make", orNull(page.make)))
        return QStringLiteral("make");
    if (differs("model", orNull(page.model)))
        return QStringLiteral("model");
    if (differs("vin", orNull(vin.value)))
        return QStringLiteral("vin");
    if (differs("sale_price", page.price ? QJsonValue(*page.price) : QJsonValue()))
        return QStringLiteral("sale_price");
    if (differs("lot", orNull(page.lot)))
        return QStringLiteral("lot");
    if (differs("seller", orNull(page.seller)))
        return QStringLiteral("seller");
    if (facts.value(QLatin1String("image_urls")).toArray().size() != page.images.size())
        return QStringLiteral("image_urls");
    return {};
}

} // namespace

void TestCtlExtract::printsTheShapeOthersRelyOn()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(QStringLiteral("a"), 2);
    const Ctl ctl;
    ctl.write(QStringLiteral("page.html"), page.html(QStringLiteral("https://bringatrailer.com")));
    const Run run = ctl.json(words("extract page.html"));
    QCOMPARE(run.code, 0);
    QCOMPARE(run.err, QByteArray());
    const QJsonObject facts = run.json();
    QCOMPARE(mismatch(facts, kListing), QString());
    QCOMPARE(facts.value(QLatin1String("listing")).toBool(), true);
    QCOMPARE(facts.value(QLatin1String("url")).toString(),
             QStringLiteral("https://bringatrailer.com/listing/a"));
    QCOMPARE(facts.value(QLatin1String("status")).toString(), QStringLiteral("sold"));
    QCOMPARE(facts.value(QLatin1String("sale_price")).toInt(), 12500);
    QCOMPARE(facts.value(QLatin1String("sale_date")).toString(), QStringLiteral("2026-05-04"));
    // A fact that the page does not state is null.
    QVERIFY(facts.value(QLatin1String("vin")).isNull());
    QVERIFY(facts.value(QLatin1String("vin_kind")).isNull());

    const Run named = ctl.json(words("extract page.html --url http://www.bringatrailer.com/listing/b/?x=1"));
    QCOMPARE(named.json().value(QLatin1String("url")).toString(),
             QStringLiteral("https://bringatrailer.com/listing/b"));
}

void TestCtlExtract::printsTextForPeople()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(QStringLiteral("a"), 2);
    const Ctl ctl;
    ctl.write(QStringLiteral("page.html"), page.html(QStringLiteral("https://bringatrailer.com")));
    const Run run = ctl.run(words("extract page.html"));
    QCOMPARE(run.code, 0);
    QVERIFY2(run.out.startsWith("title"), run.out.constData());
    QVERIFY(run.out.contains("1991 Saab 900 Turbo"));
    QVERIFY(run.out.contains("12500"));
    QVERIFY(run.out.contains("a_2.jpg"));
}

void TestCtlExtract::needsNoWorkspace()
{
    OriginFixture fixture;
    Ctl ctl;
    ctl.setVariable("RETRYDESK_WORKSPACE", QStringLiteral("/dev/null/none"));
    ctl.write(QStringLiteral("page.html"),
              fixture.addListing(QStringLiteral("a"), 1).html(QStringLiteral("https://bringatrailer.com")));
    QCOMPARE(ctl.run(words("extract page.html")).code, 0);
    QCOMPARE(fixture.origin.requestCount(), 0);
}

void TestCtlExtract::readsThePagesOfTheDemoOrigin()
{
    const Ctl ctl;
    QProcess origin;
    origin.start(
        QStringLiteral(RETRYDESK_DEMO_ORIGIN),
        {QStringLiteral("--exit-with-parent"), QStringLiteral("--pages"), ctl.path(QStringLiteral("pages"))});
    QVERIFY(origin.waitForReadyRead(10000));
    origin.kill();
    origin.waitForFinished();
    int listings = 0;
    for (const ListingPage &page : sampleListings()) {
        const Run run = ctl.json({QStringLiteral("extract"), QStringLiteral("pages/%1.html").arg(page.slug)});
        const bool isVehicle = page.category != QLatin1String("Parts");
        listings += run.code == 0 ? 1 : 0;
        if (isVehicle && page.galleryForm != GalleryForm::Absent)
            QVERIFY2(problemWith(run.json(), page).isEmpty(),
                     qPrintable(page.slug + u' ' + problemWith(run.json(), page)));
    }
    QVERIFY(listings >= 40);
}

void TestCtlExtract::readsTheSharedPages_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("isListing");
    const QString folder = QStringLiteral(RETRYDESK_SHARED_PAGES);
    QFile truth(folder + QStringLiteral("/truth.json"));
    if (!truth.open(QIODevice::ReadOnly))
        QSKIP("The shared pages are not here.");
    const QJsonObject pages = QJsonDocument::fromJson(truth.readAll()).object();
    for (auto page = pages.begin(); page != pages.end(); ++page) {
        const bool isFragment =
            page.value()[QLatin1String("note")].toString().startsWith(QLatin1String("fragment"));
        if (isFragment || !page.key().endsWith(QLatin1String(".html")))
            continue;
        const bool isListing = page.value()[QLatin1String("listing")].toBool(true) &&
                               !page.key().contains(QLatin1String("-index/"));
        QTest::newRow(qPrintable(page.key())) << QString(folder + u'/' + page.key()) << isListing;
    }
}

void TestCtlExtract::readsTheSharedPages()
{
    QFETCH(QString, file);
    QFETCH(bool, isListing);
    const Ctl ctl;
    const Run run = ctl.json({QStringLiteral("extract"), file});
    QCOMPARE(run.json().value(QLatin1String("listing")).toBool(), isListing);
    QCOMPARE(run.code, isListing ? 0 : 1);
    if (isListing) {
        QCOMPARE(mismatch(run.json(), kListing), QString());
        QCOMPARE(run.err, QByteArray());
    } else {
        QVERIFY(!run.json().value(QLatin1String("reason")).toString().isEmpty());
        QCOMPARE(run.complaintAboutError(), QString());
    }
}

QTEST_GUILESS_MAIN(TestCtlExtract)
#include "tst_ctlextract.moc"
