// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/reader.h"
#include "support/samples.h"

#include <QSet>
#include <QTest>

#include <algorithm>
#include <stdexcept>

using namespace testsupport;

//! The sample listings: sound in themselves, and read back to the facts they were made from.
class TestSamples : public QObject
{
    Q_OBJECT

private slots:
    void haveEverySort();
    void neverShareSlugLotOrImage();
    void stateOneVinTwice();
    void failForAboutAThird();
    void readBackToTheirFacts_data();
    void readBackToTheirFacts();
    void readBackToTheirImages_data();
    void readBackToTheirImages();
    void refusesThePartsAsNoVehicle();
};

namespace {

const QString kBase = QStringLiteral("http://127.0.0.1:8081");

const ListingPage &sample(const QString &slug)
{
    for (const ListingPage &page : sampleListings()) {
        if (page.slug == slug)
            return page;
    }
    throw std::invalid_argument("no such sample");
}

bool isVehicle(const ListingPage &page)
{
    return page.category.isEmpty();
}

void addVehicleRows()
{
    QTest::addColumn<QString>("slug");
    for (const ListingPage &page : sampleListings()) {
        if (isVehicle(page))
            QTest::newRow(qUtf8Printable(page.slug)) << page.slug;
    }
}

extract::Reading readingOf(const ListingPage &page)
{
    return extract::readListing(page.html(kBase), kBase + page.path());
}

//! Whether a fault loses something at the first try.
bool losesSomething(const Fault &fault)
{
    const bool isRedirect = fault.kind == Fault::Kind::Status && fault.status < 400;
    return fault.kind != Fault::Kind::None && fault.kind != Fault::Kind::PngAsJpeg && !isRedirect;
}

} // namespace

void TestSamples::haveEverySort()
{
    QSet<core::SaleStatus> states;
    QSet<core::VinReading::Kind> numbers;
    QSet<QString> currencies;
    QSet<QString> makes;
    for (const ListingPage &page : sampleListings()) {
        states.insert(page.status);
        numbers.insert(page.expectedVin().kind);
        currencies.insert(page.currency);
        makes.insert(page.make);
        QVERIFY2(page.images.size() <= 40, qPrintable(page.slug));
        QVERIFY2(page.end.isValid() && !page.lot.isEmpty() && !page.seller.isEmpty(), qPrintable(page.slug));
    }
    using core::SaleStatus;
    QCOMPARE(states, (QSet<SaleStatus>{SaleStatus::Sold, SaleStatus::ReserveNotMet, SaleStatus::BidTo,
                                       SaleStatus::Active, SaleStatus::Withdrawn}));
    QCOMPARE(numbers.size(), 4);
    QCOMPARE(currencies.size(), 3);
    QVERIFY(makes.size() > 25);
    QVERIFY(sampleListings().size() >= 40);
}

void TestSamples::neverShareSlugLotOrImage()
{
    QSet<QString> slugs;
    QSet<QString> lots;
    QSet<QString> images;
    qsizetype imageCount = 0;
    for (const ListingPage &page : sampleListings()) {
        slugs.insert(page.slug);
        lots.insert(page.lot);
        imageCount += page.images.size();
        images.unite(QSet<QString>(page.images.begin(), page.images.end()));
    }
    QCOMPARE(slugs.size(), qsizetype(sampleListings().size()));
    QCOMPARE(lots.size(), slugs.size());
    QCOMPARE(images.size(), imageCount);
}

void TestSamples::stateOneVinTwice()
{
    QHash<QString, int> vins;
    for (const ListingPage &page : sampleListings()) {
        if (page.expectedVin().kind == core::VinReading::Kind::Vin17)
            ++vins[page.expectedVin().value];
    }
    QVERIFY(vins.size() > 15);
    QCOMPARE(std::count(vins.begin(), vins.end(), 2), 1);
    QCOMPARE(std::count(vins.begin(), vins.end(), 1), vins.size() - 1);
}

void TestSamples::failForAboutAThird()
{
    QSet<QString> spoiled;
    for (const auto &[path, fault] : demoFaults()) {
        if (losesSomething(fault))
            spoiled.insert(path);
    }
    int incomplete = 0;
    for (const ListingPage &page : sampleListings()) {
        const bool hasSpoiledImage =
            std::any_of(page.images.begin(), page.images.end(),
                        [&](const QString &image) { return spoiled.contains(image); });
        if (hasSpoiledImage || spoiled.contains(page.path()) || page.galleryForm == GalleryForm::Absent)
            ++incomplete;
    }
    const double share = double(incomplete) / double(sampleListings().size());
    QVERIFY2(share > 0.28 && share < 0.42, qPrintable(QString::number(share)));
}

void TestSamples::readBackToTheirFacts_data()
{
    addVehicleRows();
}

void TestSamples::readBackToTheirFacts()
{
    QFETCH(QString, slug);
    const ListingPage &page = sample(slug);
    const extract::Reading reading = readingOf(page);
    const auto *listing = std::get_if<extract::Listing>(&reading);
    QVERIFY2(listing, qPrintable(listing ? QString() : std::get<extract::Refusal>(reading).reason));

    QCOMPARE(listing->title, page.title);
    QCOMPARE(listing->year, page.year);
    QCOMPARE(listing->make, page.make);
    QCOMPARE(listing->model, page.model);
    const core::VinReading vin = page.expectedVin();
    QCOMPARE(core::vinKindName(listing->vin.kind), core::vinKindName(vin.kind));
    QCOMPARE(listing->vin.value, vin.value);
    QCOMPARE(listing->vin.reason, vin.reason);
    QCOMPARE(core::saleStatusName(listing->status), core::saleStatusName(page.status));
    QCOMPARE(listing->salePrice, page.price);
    if (page.status != core::SaleStatus::Sold)
        QCOMPARE(listing->highBid, page.highBid);
    if (page.highBid)
        QCOMPARE(listing->currency, page.currency);
    if (page.status == core::SaleStatus::Sold) {
        QVERIFY(listing->saleEnd.has_value());
        QCOMPARE(listing->saleEnd->date(), page.end.date());
        QCOMPARE(listing->buyer, page.buyer);
    }
    QCOMPARE(listing->mileage, page.mileage);
    QCOMPARE(listing->mileageUnit, page.mileageUnit);
    QCOMPARE(listing->mileageUnknown, page.isMileageUnknown);
    QCOMPARE(listing->lot, page.lot);
    QCOMPARE(listing->location, page.location);
    QCOMPARE(listing->seller, page.seller);
    QVERIFY(listing->description.startsWith(page.description.first()));
    QCOMPARE(listing->bidCount.value_or(0), page.bids);
}

void TestSamples::readBackToTheirImages_data()
{
    addVehicleRows();
}

void TestSamples::readBackToTheirImages()
{
    QFETCH(QString, slug);
    const ListingPage &page = sample(slug);
    const extract::Reading reading = readingOf(page);
    const auto *listing = std::get_if<extract::Listing>(&reading);
    QVERIFY(listing);
    QCOMPARE(listing->hasGallery, page.galleryForm != GalleryForm::Absent);
    QStringList expected;
    for (const QString &path : page.images)
        expected.append(kBase + path);
    if (page.galleryForm == GalleryForm::Absent)
        expected.clear();
    QCOMPARE(listing->imageUrls, expected);
}

void TestSamples::refusesThePartsAsNoVehicle()
{
    int parts = 0;
    for (const ListingPage &page : sampleListings()) {
        if (isVehicle(page))
            continue;
        ++parts;
        const extract::Reading reading = readingOf(page);
        const auto *refusal = std::get_if<extract::Refusal>(&reading);
        QVERIFY(refusal);
        QCOMPARE(core::causeName(refusal->cause), core::causeName(core::Cause::NotAVehicle));
    }
    QCOMPARE(parts, 1);
}

QTEST_GUILESS_MAIN(TestSamples)
#include "tst_samples.moc"
