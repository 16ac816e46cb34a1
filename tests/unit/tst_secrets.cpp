// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using core::Secrets;
using namespace Qt::StringLiterals;

class TestSecrets : public QObject
{
    Q_OBJECT

private slots:
    void theEnvironmentGoesFirst();
    void aFileMayHoldIt();
    void aFileThatCannotBeUsedIsAnError_data();
    void aFileThatCannotBeUsedIsAnError();
    void furtherSourcesAreAskedInOrder();
    void aSourceThatFailsEndsTheSearch();
    void whatIsMissingSaysWhereItMayBePut();

private:
    QString write(const QByteArray &bytes)
    {
        const QString path = m_folder.filePath(u"key-%1"_s.arg(++m_files));
        QFile file(path);
        const bool isWritten = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        return isWritten ? path : QString();
    }

    QTemporaryDir m_folder;
    int m_files = 0;
};

void TestSecrets::theEnvironmentGoesFirst()
{
    QProcessEnvironment environment;
    environment.insert(u"KEY"_s, u" direct\n"_s);
    environment.insert(u"KEY_FILE"_s, write("from the file"));
    Secrets secrets(environment);
    secrets.addSource([](const QString &) { return std::optional(u"from the keychain"_s); });
    const auto found = secrets.find(u"KEY"_s);
    QVERIFY(found);
    QCOMPARE(**found, u"direct"_s);
}

void TestSecrets::aFileMayHoldIt()
{
    QProcessEnvironment environment;
    environment.insert(u"KEY_FILE"_s, write("  s3cr3t/+= \n"));
    const auto found = Secrets(environment).find(u"KEY"_s);
    QVERIFY(found);
    QCOMPARE(**found, u"s3cr3t/+="_s);
    QVERIFY(!*Secrets(environment).find(u"OTHER"_s));
}

void TestSecrets::aFileThatCannotBeUsedIsAnError_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("it is not there") << m_folder.filePath(u"none"_s);
    QTest::newRow("it is empty") << write(" \n");
    QTest::newRow("it is a folder") << m_folder.path();
}

void TestSecrets::aFileThatCannotBeUsedIsAnError()
{
    QFETCH(QString, path);
    QProcessEnvironment environment;
    environment.insert(u"KEY_FILE"_s, path);
    const auto found = Secrets(environment).find(u"KEY"_s);
    QVERIFY(!found);
    QCOMPARE(
        found.error().message,
        u"The key file %1 that KEY_FILE names cannot be used: check that it is there, readable and not empty."_s
            .arg(path));
}

void TestSecrets::furtherSourcesAreAskedInOrder()
{
    QStringList asked;
    Secrets secrets{QProcessEnvironment()};
    secrets.addSource([&asked](const QString &name) {
        asked.append(u"first "_s + name);
        return std::optional<QString>();
    });
    secrets.addSource([&asked](const QString &name) {
        asked.append(u"second "_s + name);
        return std::optional(u"value"_s);
    });
    QCOMPARE(**secrets.find(u"KEY"_s), u"value"_s);
    QCOMPARE(asked, QStringList({u"first KEY"_s, u"second KEY"_s}));
}

void TestSecrets::aSourceThatFailsEndsTheSearch()
{
    Secrets secrets{QProcessEnvironment()};
    secrets.addSource([](const QString &) -> core::Result<std::optional<QString>> {
        return core::Error{core::ErrorCode::Storage, u"The keychain is locked: unlock it."_s, {}};
    });
    secrets.addSource([](const QString &) { return std::optional(u"value"_s); });
    const auto found = secrets.find(u"KEY"_s);
    QVERIFY(!found);
    QCOMPARE(found.error().message, u"The keychain is locked: unlock it."_s);
}

void TestSecrets::whatIsMissingSaysWhereItMayBePut()
{
    const auto missing = Secrets{QProcessEnvironment()}.need(u"KEY"_s, u"write to the bucket cars"_s);
    QVERIFY(!missing);
    QCOMPARE(missing.error().message,
             u"KEY is needed to write to the bucket cars: set it in the environment, "
             "or name a file that holds it in KEY_FILE."_s);
}

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
