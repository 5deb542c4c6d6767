using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace PhongTrao.Workflows.Tests;

/// <summary>A type as metadata names it; nested types are joined by '+', as in <see cref="Type.FullName"/>.</summary>
public readonly record struct UsedType(string Assembly, string Namespace, string Name)
{
    public string FullName => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";
}

/// <summary>One type mentions another, in a signature or in the code of a method.</summary>
/// <param name="From">The outermost type that contains the mention: closures and state machines count as their owner.</param>
/// <param name="To">The type mentioned.</param>
/// <param name="Member">The method or field of <paramref name="To"/> that is used, if it is one.</param>
public readonly record struct Use(UsedType From, UsedType To, string? Member)
{
    public override string ToString() => Member is null ? $"{From.FullName} → {To.FullName}" : $"{From.FullName} → {To.FullName}.{Member}";
}

/// <summary>
/// Everything an assembly's code mentions, read from its metadata and IL. Custom attributes are left out: they are declarations
/// and run nothing.
/// </summary>
public sealed class AssemblyUses
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value & 0xFFFF, code => code.OperandType);

    private readonly HashSet<Use> uses = [];
    private readonly MetadataReader metadata;
    private readonly PEReader image;
    private readonly Names names;

    private AssemblyUses(PEReader image)
    {
        this.image = image;
        metadata = image.GetMetadataReader();
        names = new Names(metadata.GetString(metadata.GetAssemblyDefinition().Name));
        References = metadata
            .AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .ToHashSet();
        foreach (var handle in metadata.TypeDefinitions)
            ReadType(handle);
    }

    public IReadOnlySet<Use> All => uses;

    /// <summary>The assemblies it was compiled against and uses.</summary>
    public IReadOnlySet<string> References { get; }

    public static AssemblyUses Of(Assembly assembly)
    {
        using var image = new PEReader(File.OpenRead(assembly.Location));
        return new AssemblyUses(image);
    }

    private void ReadType(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        var from = names.Outermost(metadata, handle);
        Add(from, type.BaseType);
        foreach (var implementation in type.GetInterfaceImplementations())
            Add(from, metadata.GetInterfaceImplementation(implementation).Interface);
        foreach (var parameter in type.GetGenericParameters())
            AddConstraints(from, parameter);
        foreach (var field in type.GetFields())
            Add(from, metadata.GetFieldDefinition(field).DecodeSignature(names, null));
        foreach (var method in type.GetMethods())
            ReadMethod(from, metadata.GetMethodDefinition(method));
    }

    private void ReadMethod(UsedType from, MethodDefinition method)
    {
        Add(from, method.DecodeSignature(names, null));
        foreach (var parameter in method.GetGenericParameters())
            AddConstraints(from, parameter);
        if (method.RelativeVirtualAddress == 0)
            return;
        var body = image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            foreach (var local in metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(names, null))
                Add(from, local);
        }
        foreach (var region in body.ExceptionRegions.Where(region => region.Kind == ExceptionRegionKind.Catch))
            Add(from, region.CatchType);
        ReadCode(from, body.GetILReader());
    }

    private void ReadCode(UsedType from, BlobReader code)
    {
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == 0xFE)
                value = (value << 8) | code.ReadByte();
            switch (Operands[value])
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.ReadByte();
                    break;
                case OperandType.InlineVar:
                    code.ReadInt16();
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.ReadInt64();
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32(); // first: it moves the offset
                    code.Offset += 4 * targets;
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    Add(from, MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                default:
                    code.ReadInt32();
                    break;
            }
        }
    }

    private void AddConstraints(UsedType from, GenericParameterHandle parameter)
    {
        foreach (var constraint in metadata.GetGenericParameter(parameter).GetConstraints())
            Add(from, metadata.GetGenericParameterConstraint(constraint).Type);
    }

    private void Add(UsedType from, EntityHandle handle)
    {
        if (handle.IsNil)
            return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                Add(from, names.GetTypeFromDefinition(metadata, (TypeDefinitionHandle)handle, 0));
                break;
            case HandleKind.TypeReference:
                Add(from, names.GetTypeFromReference(metadata, (TypeReferenceHandle)handle, 0));
                break;
            case HandleKind.TypeSpecification:
                Add(from, metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(names, null));
                break;
            case HandleKind.MethodSpecification:
                var specification = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                foreach (var argument in specification.DecodeSignature(names, null))
                    Add(from, argument);
                Add(from, specification.Method);
                break;
            case HandleKind.MethodDefinition:
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                Add(from, names.GetTypeFromDefinition(metadata, method.GetDeclaringType(), 0), metadata.GetString(method.Name));
                Add(from, method.DecodeSignature(names, null));
                break;
            case HandleKind.FieldDefinition:
                var field = metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                Add(from, names.GetTypeFromDefinition(metadata, field.GetDeclaringType(), 0), metadata.GetString(field.Name));
                break;
            case HandleKind.MemberReference:
                AddMember(from, metadata.GetMemberReference((MemberReferenceHandle)handle));
                break;
            default:
                break;
        }
    }

    private void AddMember(UsedType from, MemberReference member)
    {
        var owner = member.Parent.Kind switch
        {
            HandleKind.TypeReference => names.GetTypeFromReference(metadata, (TypeReferenceHandle)member.Parent, 0),
            HandleKind.TypeDefinition => names.GetTypeFromDefinition(metadata, (TypeDefinitionHandle)member.Parent, 0),
            HandleKind.TypeSpecification => metadata
                .GetTypeSpecification((TypeSpecificationHandle)member.Parent)
                .DecodeSignature(names, null),
            _ => [],
        };
        Add(from, owner, metadata.GetString(member.Name));
        if (member.GetKind() == MemberReferenceKind.Method)
            Add(from, member.DecodeMethodSignature(names, null));
        else
            Add(from, member.DecodeFieldSignature(names, null));
    }

    private void Add(UsedType from, MethodSignature<ImmutableArray<UsedType>> signature)
    {
        Add(from, signature.ReturnType);
        foreach (var parameter in signature.ParameterTypes)
            Add(from, parameter);
    }

    private void Add(UsedType from, ImmutableArray<UsedType> types, string? member = null)
    {
        for (var i = 0; i < types.Length; i++)
            uses.Add(new Use(from, types[i], i == 0 ? member : null));
    }

    /// <summary>Turns every shape of type into the named types it is made of, the outer one first.</summary>
    private sealed class Names(string self) : ISignatureTypeProvider<ImmutableArray<UsedType>, object?>
    {
        public UsedType Outermost(MetadataReader reader, TypeDefinitionHandle handle)
        {
            var type = reader.GetTypeDefinition(handle);
            var declaring = type.GetDeclaringType();
            return declaring.IsNil
                ? new UsedType(self, reader.GetString(type.Namespace), reader.GetString(type.Name))
                : Outermost(reader, declaring);
        }

        public ImmutableArray<UsedType> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeDefinition(handle);
            var name = reader.GetString(type.Name);
            return type.GetDeclaringType() is { IsNil: false } declaring
                ? Nest(GetTypeFromDefinition(reader, declaring, 0), name)
                : [new UsedType(self, reader.GetString(type.Namespace), name)];
        }

        public ImmutableArray<UsedType> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeReference(handle);
            var name = reader.GetString(type.Name);
            return type.ResolutionScope.Kind switch
            {
                HandleKind.TypeReference => Nest(GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0), name),
                HandleKind.AssemblyReference =>
                [
                    new UsedType(
                        reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name),
                        reader.GetString(type.Namespace),
                        name
                    ),
                ],
                _ => [new UsedType(self, reader.GetString(type.Namespace), name)],
            };
        }

        private static ImmutableArray<UsedType> Nest(ImmutableArray<UsedType> outer, string name) =>
            [outer[0] with { Name = $"{outer[0].Name}+{name}" }];

        public ImmutableArray<UsedType> GetTypeFromSpecification(
            MetadataReader reader,
            object? genericContext,
            TypeSpecificationHandle handle,
            byte rawTypeKind
        ) => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public ImmutableArray<UsedType> GetGenericInstantiation(
            ImmutableArray<UsedType> genericType,
            ImmutableArray<ImmutableArray<UsedType>> typeArguments
        ) => [.. genericType, .. typeArguments.SelectMany(argument => argument)];

        public ImmutableArray<UsedType> GetFunctionPointerType(MethodSignature<ImmutableArray<UsedType>> signature) =>
            [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(parameter => parameter)];

        public ImmutableArray<UsedType> GetModifiedType(
            ImmutableArray<UsedType> modifier,
            ImmutableArray<UsedType> unmodifiedType,
            bool isRequired
        ) => unmodifiedType;

        public ImmutableArray<UsedType> GetPrimitiveType(PrimitiveTypeCode typeCode) =>
            [new UsedType("System.Runtime", "System", typeCode.ToString())];

        public ImmutableArray<UsedType> GetArrayType(ImmutableArray<UsedType> elementType, ArrayShape shape) => elementType;

        public ImmutableArray<UsedType> GetSZArrayType(ImmutableArray<UsedType> elementType) => elementType;

        public ImmutableArray<UsedType> GetByReferenceType(ImmutableArray<UsedType> elementType) => elementType;

        public ImmutableArray<UsedType> GetPointerType(ImmutableArray<UsedType> elementType) => elementType;

        public ImmutableArray<UsedType> GetPinnedType(ImmutableArray<UsedType> elementType) => elementType;

        public ImmutableArray<UsedType> GetGenericMethodParameter(object? genericContext, int index) => [];

        public ImmutableArray<UsedType> GetGenericTypeParameter(object? genericContext, int index) => [];
    }
}
